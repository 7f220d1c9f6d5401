import { describe, expect, it } from 'vitest';
import { dayOf, isDay, stepOf, stepsTo, yearBefore } from './days.ts';

describe('a day', () => {
  it.each(['2026-11-25', '2024-02-29'])('%s is one', (text) => expect(isDay(text)).toBe(true));
  it.each([undefined, '', '2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '2026-11-25T00:00'])('%s is none', (text) =>
    expect(isDay(text)).toBe(false),
  );
  it('begins in China, not in Greenwich', () => {
    expect(dayOf(new Date('2026-11-24T16:00:00Z'))).toBe('2026-11-25');
    expect(dayOf(new Date('2026-11-24T15:59:59Z'))).toBe('2026-11-24');
  });
});

describe('the steps of the last year', () => {
  it('are twelve first days of months, and today', () => {
    const steps = stepsTo('2026-11-25');
    expect(steps).toHaveLength(13);
    expect(steps.slice(0, 2)).toEqual(['2025-12-01', '2026-01-01']);
    expect(steps.slice(-2)).toEqual(['2026-11-01', '2026-11-25']);
  });
  it('name the first of a month once', () => {
    const steps = stepsTo('2026-11-01');
    expect(steps[0]).toBe('2025-11-01');
    expect(steps.slice(-2)).toEqual(['2026-10-01', '2026-11-01']);
  });
  it('hold a day between two steps at the earlier one', () => {
    const steps = stepsTo('2026-11-25');
    expect(stepOf('2026-01-15', steps)).toBe(1);
    expect(stepOf('2026-01-01', steps)).toBe(1);
    expect(stepOf('2026-11-25', steps)).toBe(12);
    expect(stepOf('2019-01-01', steps)).toBe(0);
  });
});

it('a year before the 29th of February is the 28th', () => {
  expect(yearBefore('2026-11-26')).toBe('2025-11-26');
  expect(yearBefore('2028-02-29')).toBe('2027-02-28');
});
