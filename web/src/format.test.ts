import { describe, expect, it } from 'vitest';
import { formatCount, formatPlace, formatValue } from './format.ts';
import type { Field } from './registry.ts';

const field = (part: Partial<Field>): Field => ({
  name: 'kind',
  type: 'text',
  label: { zh: '类型', en: 'Kind' },
  unit: null,
  ref: null,
  choices: [],
  ...part,
});

const KIND = field({ choices: [{ value: 'basic', label: { zh: '基础网格', en: 'Basic grid' }, colour: null }] });

describe('a value on the card', () => {
  it.each([null, undefined, ''])('%s reads «not given»', (value) => {
    expect(formatValue(KIND, value, 'zh')).toBe('未填');
    expect(formatValue(KIND, value, 'en')).toBe('Not given');
  });

  it('zero and false are values', () => {
    expect(formatValue(field({ name: 'households', type: 'integer' }), 0, 'zh')).toBe('0');
    expect(formatValue(field({ type: 'boolean' }), false, 'en')).toBe('No');
  });

  it('coded values are words, unknown codes stay as they are', () => {
    expect(formatValue(KIND, 'basic', 'zh')).toBe('基础网格');
    expect(formatValue(KIND, 'basic', 'en')).toBe('Basic grid');
    expect(formatValue(KIND, 'strange', 'en')).toBe('strange');
  });

  it('numbers are grouped, years are not', () => {
    expect(formatValue(field({ name: 'households', type: 'integer' }), 12345, 'zh')).toBe('12,345');
    const coarse = field({ name: 'households', type: 'integer', steps: 10 });
    expect(formatValue(coarse, 30, 'zh')).toBe('约 30');
    expect(formatValue(coarse, 0, 'en')).toBe('0');
    expect(formatValue(coarse, null, 'zh')).toBe('未填，或少于 10');
    expect(formatValue(field({ name: 'built_year', type: 'integer' }), 1998, 'zh')).toBe('1998');
  });

  it('lengths carry their unit', () => {
    const length = field({ name: 'length_m', type: 'real', unit: 'm' });
    expect(formatValue(length, 1234.56, 'zh')).toBe('1,234.6 米');
    expect(formatValue(length, 1234.56, 'en')).toBe('1,234.6 m');
  });

  it('times are shown in China, whatever the reader’s clock', () => {
    const reported = field({ name: 'reported_at', type: 'datetime' });
    expect(formatValue(reported, '2026-03-01T18:30:00Z', 'zh')).toContain('3月2日');
    expect(formatValue(reported, 'no time', 'zh')).toBe('no time');
  });

  it('days do not move with the time zone', () => {
    expect(formatValue(field({ type: 'date' }), '2026-03-01', 'zh')).toBe('2026年3月1日');
  });
});

describe('a place', () => {
  it('is longitude, latitude with six decimals', () => {
    expect(formatPlace(113.9, 30.2)).toBe('113.900000, 30.200000');
  });
});

it('a hidden count is neither nought nor empty, and says below what counts are hidden', () => {
  expect(formatCount(null, 5, 'en')).toBe('<5*');
  expect(formatCount(null, 10, 'zh')).toBe('<10*');
  expect(formatCount(0, 5, 'en')).toBe('0');
  expect(formatCount(1205, 5, 'en')).toBe('1,205');
  expect(formatCount(null, null, 'en')).toBe('–');
});
