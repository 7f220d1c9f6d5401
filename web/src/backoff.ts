/** When to try again after the server stopped answering: 1, 2, 4, 8, then every 15 seconds. */

const FIRST_S = 1;
const LONGEST_S = 15;

export function waitBefore(attempt: number): number {
  return Math.min(FIRST_S * 2 ** Math.max(attempt, 0), LONGEST_S);
}

/** Tries something again after ever longer waits. */
export class Retry {
  /** When the next try comes; null while none waits. */
  at: number | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** The waits are short again. */
  restart(): void {
    this.attempt = 0;
  }

  later(act: () => void): void {
    const wait_ms = waitBefore(this.attempt++) * 1000;
    this.after(wait_ms, act);
    this.at = Date.now() + wait_ms;
  }

  /** Once, after that time, unless something else is waited for meanwhile. */
  after(wait_ms: number, act: () => void): void {
    this.stop();
    this.timer = setTimeout(act, wait_ms);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.at = null;
  }
}
