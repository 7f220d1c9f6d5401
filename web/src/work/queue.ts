/**
 * The life of what waits on the phone to be sent: waiting → sending → sent or refused. The service stores a client-made id
 * once, so that sending again after a lost answer is safe; therefore everything that is not surely refused is sent again.
 */

import { waitBefore } from '../backoff.ts';
import type { Trouble } from '../state.ts';

export type Stage =
  | { kind: 'waiting'; tries: number; notBefore: number; why: Trouble | null }
  | { kind: 'sending'; tries: number; since: number }
  | { kind: 'sent'; at: number; incident: { id: number; code: string | null }; again: boolean }
  | { kind: 'refused'; at: number; why: Trouble };

/** What came of a try. */
export type Outcome =
  | { kind: 'stored'; incident: { id: number; code: string | null }; again: boolean }
  | { kind: 'lost'; why: Trouble | null }
  | { kind: 'refused'; why: Trouble };

export const FRESH: Stage = { kind: 'waiting', tries: 0, notBefore: 0, why: null };

/** Answers after which the same words may be taken later: not signed in, too slow, too many, or the service's own fault. */
const PASSING = [401, 408, 425, 429];

/** Whether a status says that these words will never be taken. */
export function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && !PASSING.includes(status);
}

export function isDue(stage: Stage, now: number): boolean {
  return stage.kind === 'waiting' && stage.notBefore <= now;
}

export function begun(stage: Stage, now: number): Stage {
  if (stage.kind !== 'waiting') throw new Error(`what is ${stage.kind} cannot be sent`);
  return { kind: 'sending', tries: stage.tries + 1, since: now };
}

/** A try came to an end. What was sent stays sent, whatever a later answer to an earlier try says. */
export function ended(stage: Stage, outcome: Outcome, now: number): Stage {
  if (stage.kind === 'sent') return stage;
  const tries = stage.kind === 'sending' || stage.kind === 'waiting' ? stage.tries : 0;
  switch (outcome.kind) {
    case 'stored':
      return { kind: 'sent', at: now, incident: outcome.incident, again: outcome.again };
    case 'refused':
      return { kind: 'refused', at: now, why: outcome.why };
    case 'lost':
      return { kind: 'waiting', tries, notBefore: now + waitBefore(tries - 1) * 1000, why: outcome.why };
  }
}

/** The page was closed while it sent: nobody knows what came of it, so it waits again. */
export function revived(stage: Stage): Stage {
  return stage.kind === 'sending' ? { kind: 'waiting', tries: stage.tries, notBefore: 0, why: null } : stage;
}

/** The network is back, or the worker asks: no further waiting. */
export function hurried(stage: Stage): Stage {
  return stage.kind === 'waiting' ? { ...stage, notBefore: 0 } : stage;
}

/** When the next waiting one may be sent; null when nothing waits. */
export function nextAt(stages: readonly Stage[]): number | null {
  const times = stages.flatMap((stage) => (stage.kind === 'waiting' ? [stage.notBefore] : []));
  return times.length > 0 ? Math.min(...times) : null;
}
