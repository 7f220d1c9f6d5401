/** What of the map is still to come, told once that takes noticeably long. */

/** `old`: what is seen, without its colours, is not what is asked; `colours`: they are measured; null: all is there. */
export type Coming = 'old' | 'colours' | null;

/** What comes sooner needs no words. */
const SOON_MS = 400;

export class ComingTeller {
  private what: Coming = null;
  private isLong = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly tell: (what: Coming) => void;

  constructor(tell: (what: Coming) => void) {
    this.tell = tell;
  }

  now(what: Coming): void {
    this.what = what;
    if (what === null) {
      clearTimeout(this.timer);
      this.timer = undefined;
      this.isLong = false;
    } else {
      this.timer ??= setTimeout(() => {
        this.isLong = true;
        this.tell(this.what);
      }, SOON_MS);
    }
    if (what === null || this.isLong) this.tell(what);
  }
}
