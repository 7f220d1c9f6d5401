/** One incident close up, and the steps that a worker may take. */

import type { Case, Step } from '../server/work.ts';
import type { Trouble } from '../state.ts';
import type { WorkDesk } from './desk.ts';
import { newId } from './id.ts';

export class Cases {
  id: number | null = null;
  found: Case | null = null;
  busy = false;
  trouble: Trouble | null = null;
  private readonly desk: WorkDesk;
  /** The id under which a step is told until it is answered: sent twice, it is one step. */
  private telling: { key: string; id: string } | null = null;

  constructor(desk: WorkDesk) {
    this.desk = desk;
  }

  /** The steps that are the worker's to take. */
  get steps(): Step[] {
    return (this.found?.allowed ?? []).filter((step) => step.roles.includes('worker') && (this.desk.roles ?? []).includes('worker'));
  }

  async open(id: number, again = false): Promise<void> {
    if (this.id === id && !again && (this.found || this.busy)) return;
    if (this.id !== id) this.found = null;
    this.id = id;
    await this.run(() => this.desk.service.case(id));
  }

  async take(step: Step, reason: string): Promise<boolean> {
    const { found } = this;
    if (!found) return false;
    const { id, state } = found.incident;
    const key = `${id} ${state} ${step.to} ${reason}`;
    if (this.telling?.key !== key) this.telling = { key, id: newId() };
    const asked = { client_id: this.telling.id, to: step.to, role: 'worker', expect: state, ...(reason === '' ? {} : { reason }) };
    const isTaken = await this.run(() => this.desk.service.step(id, asked));
    if (isTaken) {
      this.telling = null;
      this.desk.announce(this.desk.say.stepTaken(step.label[this.desk.language]));
      void this.desk.carried.refresh();
    }
    return isTaken;
  }

  private async run(ask: () => Promise<Case>): Promise<boolean> {
    const mine = this.id;
    this.busy = true;
    this.trouble = null;
    this.desk.tell();
    const found = await this.desk.asking(ask, (trouble) => {
      if (mine === this.id) this.trouble = trouble;
    });
    if (mine !== this.id) return false;
    this.busy = false;
    if (found) this.found = found;
    this.desk.tell();
    return found !== null;
  }
}
