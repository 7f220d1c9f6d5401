/** The search box's list as a value: which option is active, and what each key does to it. */

export interface Combobox {
  open: boolean;
  /** The option that Enter takes; -1 while the text itself is meant. */
  active: number;
}

/** The list after a key; `take` is the option that was taken, `clear` empties the text. */
export interface Outcome {
  box: Combobox;
  handled: boolean;
  take: number | null;
  clear: boolean;
}

export const CLOSED: Combobox = { open: false, active: -1 };

/** What a key does to a list of `count` options. Arrows wrap, through the text field; Escape closes, then clears. */
export function onKey(box: Combobox, key: string, count: number): Outcome {
  const stay: Outcome = { box, handled: false, take: null, clear: false };
  const move = (active: number): Outcome => ({ ...stay, box: { open: count > 0, active }, handled: count > 0 });
  switch (key) {
    case 'ArrowDown':
      return move(box.open && box.active < count - 1 ? box.active + 1 : box.open ? -1 : 0);
    case 'ArrowUp':
      return move(!box.open || box.active === -1 ? count - 1 : box.active - 1);
    case 'Enter':
      if (!box.open || count === 0) return stay;
      return { box: CLOSED, handled: true, take: Math.max(box.active, 0), clear: false };
    case 'Escape':
      return { box: CLOSED, handled: true, take: null, clear: !box.open };
    case 'Tab':
      return { ...stay, box: CLOSED };
    default:
      return stay;
  }
}

/** A name cut where the search matched, for drawing: before, matched, after. Without a match all is «before». */
export function markMatch(name: string, span: readonly [number, number] | null): [string, string, string] {
  if (span === null) return [name, '', ''];
  const [from, to] = span;
  return [name.slice(0, from), name.slice(from, to), name.slice(to)];
}
