/** What was done, step by step: each step back and forth again. */

export interface History<Shape> {
  readonly past: readonly Shape[];
  readonly now: Shape;
  readonly future: readonly Shape[];
}

export function begun<Shape>(now: Shape): History<Shape> {
  return { past: [], now, future: [] };
}

/** A further step; what was undone before it is forgotten. */
export function stepped<Shape>({ past, now }: History<Shape>, next: Shape): History<Shape> {
  return { past: [...past, now], now: next, future: [] };
}

/** One step back; the same history where there is none. */
export function undone<Shape>(history: History<Shape>): History<Shape> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] };
}

/** The step that was undone last, done again; the same history where there is none. */
export function redone<Shape>(history: History<Shape>): History<Shape> {
  const [next, ...rest] = history.future;
  return next === undefined ? history : { past: [...history.past, history.now], now: next, future: rest };
}
