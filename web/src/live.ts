/** Follows what others write while the page is open. */

import { waitBefore } from './backoff.ts';
import type { Server } from './server.ts';

/** Changes that follow each other this closely are shown together; a stream that does not end is shown this often. */
const CALM_MS = 600;

export class Live {
  private readonly server: Pick<Server, 'listen'>;
  private readonly show: () => void | Promise<void>;
  /** The last change that this page knows of. */
  private since: number | null = null;
  private attempt = 0;
  private state: 'still' | 'waiting' | 'showing' | 'behind' = 'still';
  private stop: (() => void) | null = null;

  /** `show` is called after changes, and not again before it is done. */
  constructor(server: Pick<Server, 'listen'>, show: () => void | Promise<void>) {
    this.server = server;
    this.show = show;
  }

  /** From now on changes are shown; once is enough. */
  follow(): void {
    if (this.stop) return;
    this.stop = this.server.listen(
      this.since,
      (number) => this.changed(number),
      () => this.again(),
      // Where the first connection began is where the next one goes on: what falls between is not missed.
      (number) => (this.since ??= number),
    );
  }

  private changed(number: number): void {
    this.since = number;
    this.attempt = 0;
    if (this.state === 'showing') this.state = 'behind';
    else if (this.state === 'still') this.showSoon();
  }

  private showSoon(): void {
    this.state = 'waiting';
    setTimeout(() => void this.showNow(), CALM_MS);
  }

  private async showNow(): Promise<void> {
    this.state = 'showing';
    try {
      await this.show();
    } finally {
      const isBehind = (this.state as string) === 'behind';
      this.state = 'still';
      if (isBehind) this.showSoon();
    }
  }

  private again(): void {
    this.stop?.();
    this.stop = null;
    setTimeout(() => this.follow(), waitBefore(this.attempt++) * 1000);
  }
}
