/** Until when, and how urgent? */

import { LANGUAGE_TAGS, type Language } from '../i18n.ts';

export type Urgency = 'overdue' | 'soon' | 'later' | 'open' | 'paused';

/** What of an incident says until when: while it is suspended, its deadline is held. */
export interface Deadline {
  due_at: string | null;
  paused_at?: string | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is due within a day is soon. */
const SOON_MS = DAY_MS;

export function urgency({ due_at, paused_at }: Deadline, now: number): Urgency {
  if (paused_at) return 'paused';
  if (due_at === null) return 'open';
  const left_ms = Date.parse(due_at) - now;
  return left_ms < 0 ? 'overdue' : left_ms <= SOON_MS ? 'soon' : 'later';
}

/** «超期 3 小时», «还剩 2 天». */
export function dueWords({ due_at, paused_at }: Deadline, now: number, language: Language): string {
  if (paused_at) return heldWords(due_at === null ? null : Date.parse(due_at) - Date.parse(paused_at), language);
  if (due_at === null) return language === 'zh' ? '没有期限' : 'no deadline';
  const left_ms = Date.parse(due_at) - now;
  const span = spanWords(Math.abs(left_ms), language);
  if (left_ms < 0) return language === 'zh' ? `超期 ${span}` : `${span} overdue`;
  return language === 'zh' ? `还剩 ${span}` : `${span} left`;
}

/** What was left when the clock was stopped is left when it runs again. */
function heldWords(left_ms: number | null, language: Language): string {
  const word = language === 'zh' ? '期限暂停' : 'on hold';
  if (left_ms === null || left_ms <= 0) return word;
  const span = spanWords(left_ms, language);
  return language === 'zh' ? `${word}，剩 ${span}` : `${word}, ${span} left`;
}

/** How long ago, for the age of what was kept. */
export function agoWords(at: string, now: number, language: Language): string {
  const past_ms = now - Date.parse(at);
  if (past_ms < 60_000) return language === 'zh' ? '刚刚' : 'just now';
  const span = spanWords(past_ms, language);
  return language === 'zh' ? `${span}前` : `${span} ago`;
}

/** The two largest parts would be read by nobody in the street: one part, rounded down, at least one minute. */
export function spanWords(span_ms: number, language: Language): string {
  const [count, zh, en] =
    span_ms >= DAY_MS
      ? [Math.floor(span_ms / DAY_MS), '天', 'day']
      : span_ms >= HOUR_MS
        ? [Math.floor(span_ms / HOUR_MS), '小时', 'hour']
        : [Math.max(1, Math.floor(span_ms / 60_000)), '分钟', 'minute'];
  return language === 'zh' ? `${count} ${zh}` : `${count} ${en}${count === 1 ? '' : 's'}`;
}

/** The moment as a clock in China shows it; another year is named. */
export function momentWords(at: string, language: Language, now: number): string {
  const year = (time: number) => new Date(time).toLocaleString('en', { year: 'numeric', timeZone: 'Asia/Shanghai' });
  const isSameYear = year(Date.parse(at)) === year(now);
  return new Date(at).toLocaleString(LANGUAGE_TAGS[language], {
    ...(isSameYear ? {} : { year: 'numeric' }), month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai',
  });
}

/** Overdue first, then by due date; what has no deadline or is on hold comes last, the newest report first. */
export function byDue(one: Deadline & { reported_at: string | null }, other: Deadline & { reported_at: string | null }): number {
  const [due, otherDue] = [one, other].map(({ due_at, paused_at }) => (due_at === null || paused_at ? Infinity : Date.parse(due_at)));
  if (due !== otherDue) return (due ?? 0) < (otherDue ?? 0) ? -1 : 1;
  return Date.parse(other.reported_at ?? '') - Date.parse(one.reported_at ?? '') || 0;
}
