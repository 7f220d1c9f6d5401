/** Where new sites would serve most: the question, the job that answers it, and its progress as it happens. */

import type { components } from '../api.gen.ts';
import type { Transport } from './transport.ts';

type Schemas = components['schemas'];

export type SitingJob = Schemas['SitingJobDocument'];
export type SitingAnswer = Schemas['SitingAnswer'];
export type Site = Schemas['SitingSite'];

/** What is asked; what is left out is the service's default. */
export type SitingQuestion = Partial<Schemas['SitingRequest']>;

const OVER: readonly SitingJob['state'][] = ['done', 'refused', 'failed', 'cancelled'];

export function isOver({ state }: SitingJob): boolean {
  return OVER.includes(state);
}

export class Sitings {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  start(question: SitingQuestion): Promise<SitingJob> {
    return this.transport.json('/siting', { sent: question });
  }

  cancel(id: string): Promise<SitingJob> {
    return this.transport.json(`/siting/${id}`, { method: 'DELETE' });
  }

  /** Tells of each state until the job is over; `onEnd` where the connection cannot be made again. Returns what stops it. */
  watch(id: string, onState: (job: SitingJob) => void, onEnd: () => void): () => void {
    const events = new EventSource(`/siting/${id}/events`);
    events.addEventListener('state', (event: MessageEvent<string>) => {
      const job = JSON.parse(event.data) as SitingJob;
      if (isOver(job)) events.close();
      onState(job);
    });
    events.addEventListener('error', () => {
      if (events.readyState === EventSource.CLOSED) onEnd();
    });
    return () => events.close();
  }
}
