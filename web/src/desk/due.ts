/** How urgent an incident is at the desk, where also those stand that have ended. */

import type { Language } from '../i18n.ts';
import { dueWords as untilWords, urgency, type Deadline } from '../work/due.ts';

/** `none` where no clock runs. */
export type Urgency = 'overdue' | 'soon' | 'later' | 'none';

interface Due extends Deadline {
  overdue: boolean;
  closed_at: string | null;
}

/** The service says what is overdue: what is past its deadline and not overdue has ended. */
export function urgencyOf(due: Due, now: number): Urgency {
  if (due.overdue) return 'overdue';
  const found = urgency(due, now);
  return due.closed_at === null && (found === 'soon' || found === 'later') ? found : 'none';
}

/** «超期 3 天», «还剩 5 小时», «期限暂停»; empty where there is nothing to wait for. What was suspended too late is that late. */
export function dueWords(due: Due, now: number, language: Language): string {
  const { due_at, paused_at } = due;
  if (due.overdue) return untilWords({ due_at }, paused_at ? Date.parse(paused_at) : now, language);
  const isPaused = urgency(due, now) === 'paused' && due.closed_at === null;
  return isPaused || urgencyOf(due, now) !== 'none' ? untilWords(due, now, language) : '';
}
