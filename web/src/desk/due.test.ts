import { expect, it } from 'vitest';
import { dueWords, urgencyOf } from './due.ts';

const NOW = Date.parse('2026-11-25T08:00:00Z');
const due = (due_at: string | null, overdue = false) => ({ due_at, overdue, closed_at: null });

it('says how late or how soon in one unit', () => {
  expect(dueWords(due('2026-11-22T07:00:00Z', true), NOW, 'zh')).toBe('超期 3 天');
  expect(dueWords(due('2026-11-25T07:30:00Z', true), NOW, 'en')).toBe('30 minutes overdue');
  expect(dueWords(due('2026-11-25T13:10:00Z'), NOW, 'zh')).toBe('还剩 5 小时');
  expect(dueWords(due('2026-11-26T09:00:00Z'), NOW, 'en')).toBe('1 day left');
});

it('no clock runs without a deadline, while suspended, or when it has ended', () => {
  expect(dueWords(due(null), NOW, 'zh')).toBe('');
  const paused = { ...due('2026-11-25T09:00:00Z'), paused_at: '2026-11-24T00:00:00Z' };
  expect([urgencyOf(paused, NOW), dueWords(paused, NOW, 'zh')]).toEqual(['none', '期限暂停，剩 1 天']);
  expect(urgencyOf({ ...due('2026-11-25T09:00:00Z'), closed_at: '2026-11-24T00:00:00Z' }, NOW)).toBe('none');
  const tooLate = { ...due('2026-11-20T00:00:00Z', true), paused_at: '2026-11-22T01:00:00Z' };
  expect([urgencyOf(tooLate, NOW), dueWords(tooLate, NOW, 'zh')]).toEqual(['overdue', '超期 2 天']);
  const voided = due('2026-11-20T09:00:00Z');
  expect([urgencyOf(voided, NOW), dueWords(voided, NOW, 'en')]).toEqual(['none', '']);
});

it('a day is the line between soon and later', () => {
  expect(urgencyOf(due('2026-11-26T08:00:00Z'), NOW)).toBe('soon');
  expect(urgencyOf(due('2026-11-26T08:00:01Z'), NOW)).toBe('later');
});
