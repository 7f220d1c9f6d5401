import { describe, expect, it } from 'vitest';
import { agoWords, byDue, dueWords, momentWords, urgency } from './due.ts';

const NOW = Date.parse('2026-11-25T08:00:00Z');
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

describe('a deadline', () => {
  it.each([
    [null, 'open', '没有期限', 'no deadline'],
    [at(-0.001), 'overdue', '超期 1 分钟', '1 minute overdue'],
    [at(-3.9), 'overdue', '超期 3 小时', '3 hours overdue'],
    [at(-48), 'overdue', '超期 2 天', '2 days overdue'],
    [at(0), 'soon', '还剩 1 分钟', '1 minute left'],
    [at(0.75), 'soon', '还剩 45 分钟', '45 minutes left'],
    [at(24), 'soon', '还剩 1 天', '1 day left'],
    [at(24.1), 'later', '还剩 1 天', '1 day left'],
  ])('%s is %s', (due, urgent, zh, en) => {
    expect(urgency({ due_at: due }, NOW)).toBe(urgent);
    expect(dueWords({ due_at: due }, NOW, 'zh')).toBe(zh);
    expect(dueWords({ due_at: due }, NOW, 'en')).toBe(en);
  });

  it('is held while the incident is suspended', () => {
    const held = { due_at: at(-3), paused_at: at(-5) };
    expect(urgency(held, NOW)).toBe('paused');
    expect(dueWords(held, NOW, 'zh')).toBe('期限暂停，剩 2 小时');
    expect(dueWords({ ...held, due_at: null }, NOW, 'en')).toBe('on hold');
  });

  it('is told by the clock of China, another year by name', () => {
    expect(momentWords('2026-11-25T16:30:00Z', 'zh', NOW)).toBe('11月26日 00:30');
    expect(momentWords('2025-12-31T15:59:00Z', 'en', NOW)).toBe('Dec 31, 2025, 23:59');
  });
});

it('says how old something is', () => {
  expect(agoWords(at(-0.001), NOW, 'zh')).toBe('刚刚');
  expect(agoWords(at(-3), NOW, 'zh')).toBe('3 小时前');
  expect(agoWords(at(-25), NOW, 'en')).toBe('1 day ago');
});

it('sorts what is overdue longest to the front and what has none or is held to the end, newest first', () => {
  const incident = (name: string, due_at: string | null, reported_at: string | null = null, paused_at: string | null = null) => ({ name, due_at, reported_at, paused_at });
  const sorted = [incident('none', null, at(-9)), incident('late', at(5)), incident('newer', null, at(-1)), incident('first', at(-5)), incident('soon', at(1)), incident('held', at(-9), at(-2), at(-8))].sort(byDue);
  expect(sorted.map((each) => each.name)).toEqual(['first', 'soon', 'late', 'newer', 'held', 'none']);
});
