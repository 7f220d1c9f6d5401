/** One answer at a time: what was asked last is what is shown, and an older answer that comes late is dropped. */

import type { Trouble } from '../state.ts';

/** `before` is the last answer, shown dimmed while the next is read; `slow` says that it takes noticeably long. */
export type Loaded<Shape> =
  | { kind: 'none' }
  | { kind: 'loading'; slow: boolean; before: Shape | null }
  | { kind: 'ready'; value: Shape }
  | { kind: 'failed'; trouble: Trouble };

/** The last answer, also while the next one is read; null where there is none. */
export function readSoFar<Shape>(now: Loaded<Shape>): Shape | null {
  if (now.kind === 'ready') return now.value;
  return now.kind === 'loading' ? now.before : null;
}

const SLOW_MS = 1_500;

export class Loader<Shape> {
  now: Loaded<Shape> = { kind: 'none' };
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly changed: () => void;
  private readonly explain: (error: unknown) => Trouble;

  constructor(changed: () => void, explain: (error: unknown) => Trouble) {
    this.changed = changed;
    this.explain = explain;
  }

  /** Asks; `keep` shows the last answer meanwhile. */
  async load(read: (signal: AbortSignal) => Promise<Shape>, keep = false): Promise<void> {
    const before = keep ? readSoFar(this.now) : null;
    this.stop();
    const asking = new AbortController();
    this.asking = asking;
    this.set({ kind: 'loading', slow: false, before });
    this.timer = setTimeout(() => this.set({ kind: 'loading', slow: true, before: readSoFar(this.now) }), SLOW_MS);
    let found: Loaded<Shape>;
    try {
      found = { kind: 'ready', value: await read(asking.signal) };
    } catch (error) {
      if (asking.signal.aborted) return;
      found = { kind: 'failed', trouble: this.explain(error) };
    }
    if (asking.signal.aborted) return;
    clearTimeout(this.timer);
    this.set(found);
  }

  /** The last answer, read again another way; what is asked now is still awaited. */
  renew(value: Shape): void {
    const { now } = this;
    this.set(now.kind === 'loading' ? { ...now, before: value } : { kind: 'ready', value });
  }

  /** An answer that came another way; what is still asked is older, and dropped. */
  put(value: Shape): void {
    this.stop();
    this.set({ kind: 'ready', value });
  }

  /** Forgets question and answer. */
  clear(): void {
    this.stop();
    if (this.now.kind !== 'none') this.set({ kind: 'none' });
  }

  private stop(): void {
    this.asking?.abort();
    clearTimeout(this.timer);
  }

  private set(now: Loaded<Shape>): void {
    this.now = now;
    this.changed();
  }
}
