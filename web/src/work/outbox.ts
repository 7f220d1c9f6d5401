/** What waits to be sent is sent, one after the other in the order in which it was written, until the service has it. */

import { ServerGone, ServerProblem } from '../server/transport.ts';
import type { Keep } from './keep.ts';
import type { Entry, Letter } from './letter.ts';
import { begun, ended, FRESH, hurried, isDue, isFinal, nextAt, revived, type Outcome, type Stage } from './queue.ts';

/** Sends a letter under its id and tells which incident it became. */
export type Post = (id: string, letter: Letter, account?: number) => Promise<{ incident: { id: number; code: string | null }; again: boolean }>;

/** Of what was sent, the last few stay to be looked at. */
const SENT_KEPT = 20;

const LOCK = 'jingwei-work-outbox';

export class Outbox extends EventTarget {
  /** In the order in which they were written. */
  entries: Entry[] = [];
  private readonly keep: Keep;
  private readonly post: Post;
  private readonly clock: () => number;
  private running = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keep: Keep, post: Post, clock: () => number = Date.now) {
    super();
    this.keep = keep;
    this.post = post;
    this.clock = clock;
  }

  count(kind: Stage['kind']): number {
    return this.entries.filter((entry) => entry.stage.kind === kind).length;
  }

  /** What an earlier page left behind; what it was sending when it was closed waits again. */
  async load(): Promise<void> {
    const found = await this.keep.entries();
    this.entries = found.map((entry) => ({ ...entry, stage: revived(entry.stage) })).sort((one, other) => one.made_at.localeCompare(other.made_at));
    this.tell();
  }

  /** Keeps the letter first and sends it then: from here on it is not lost. */
  async add(id: string, letter: Letter, account: number | null = null): Promise<void> {
    const by = account === null ? {} : { account };
    const entry: Entry = { id, made_at: new Date(this.clock()).toISOString(), stage: FRESH, letter, ...by };
    await this.keep.post(entry);
    this.entries = [...this.entries, entry];
    this.tell();
    void this.flush();
  }

  async discard(id: string): Promise<void> {
    await this.keep.remove(id);
    this.entries = this.entries.filter((entry) => entry.id !== id);
    this.tell();
  }

  /** The network is back, or the worker asks: everything that waits is tried at once. */
  async hurry(): Promise<void> {
    this.entries = this.entries.map((entry) => ({ ...entry, stage: hurried(entry.stage) }));
    await this.flush();
  }

  /** Sends what is due; two pages of one phone do not send at the same time. */
  async flush(): Promise<void> {
    // a phone that knows that it is cut off does not try in vain
    if (this.running || !navigator.onLine) return;
    this.running = true;
    clearTimeout(this.timer);
    try {
      const locks = (navigator as { locks?: LockManager }).locks;
      await (locks ? locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? this.sendDue() : undefined)) : this.sendDue());
    } finally {
      this.running = false;
      this.wait();
    }
  }

  private async sendDue(): Promise<void> {
    for (let entry = this.due(); entry !== undefined; entry = this.due()) {
      const sending = await this.became(entry, begun(entry.stage, this.clock()));
      const outcome = await this.tried(sending);
      await this.became(sending, ended(sending.stage, outcome, this.clock()));
      // without an answer the next would wait in vain too
      if (outcome.kind === 'lost') return;
    }
    await this.forgetOld();
  }

  private due(): Entry | undefined {
    return this.entries.find((entry) => isDue(entry.stage, this.clock()));
  }

  private async tried({ id, letter, account }: Entry): Promise<Outcome> {
    try {
      const { incident, again } = await this.post(id, letter, account);
      return { kind: 'stored', incident: { id: incident.id, code: incident.code }, again };
    } catch (error) {
      if (error instanceof ServerProblem) return { kind: isFinal(error.status) ? 'refused' : 'lost', why: error.trouble };
      if (error instanceof ServerGone) return { kind: 'lost', why: null };
      throw error;
    }
  }

  private async became(entry: Entry, stage: Stage): Promise<Entry> {
    // what the service has needs its photos on the phone no longer
    const letter = stage.kind === 'sent' && entry.letter.kind === 'report' ? { ...entry.letter, photos: [] } : entry.letter;
    const next = { ...entry, stage, letter };
    await this.keep.put(next);
    this.entries = this.entries.map((each) => (each.id === entry.id ? next : each));
    this.tell();
    return next;
  }

  private async forgetOld(): Promise<void> {
    const sent = this.entries.filter((entry) => entry.stage.kind === 'sent');
    for (const { id } of sent.slice(0, -SENT_KEPT)) await this.discard(id);
  }

  private wait(): void {
    const next = nextAt(this.entries.map((entry) => entry.stage));
    if (next !== null) this.timer = setTimeout(() => void this.flush(), Math.max(next - this.clock(), 1000));
  }

  private tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
