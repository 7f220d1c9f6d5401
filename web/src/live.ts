/** Follows what others write while the page is open. */

import { waitBefore } from './backoff.ts';
import type { Server } from './server.ts';

/** Changes that follow each other this closely are shown once. */
const CALM_MS = 700;

export class Live {
  private readonly server: Pick<Server, 'listen'>;
  private readonly show: () => void;
  private since: number | null = null;
  private attempt = 0;
  private calm: ReturnType<typeof setTimeout> | undefined;
  private stop: (() => void) | null = null;

  constructor(server: Pick<Server, 'listen'>, show: () => void) {
    this.server = server;
    this.show = show;
  }

  /** From now on `show` is called after changes; once is enough. */
  follow(): void {
    if (this.stop) return;
    this.stop = this.server.listen(
      this.since,
      (number) => this.changed(number),
      () => this.again(),
    );
  }

  private changed(number: number): void {
    this.since = number;
    this.attempt = 0;
    clearTimeout(this.calm);
    this.calm = setTimeout(this.show, CALM_MS);
  }

  private again(): void {
    this.stop?.();
    this.stop = null;
    setTimeout(() => this.follow(), waitBefore(this.attempt++) * 1000);
  }
}
