import { expect, it } from 'vitest';
import { shortName } from './short.ts';

it('a long name keeps its beginning and its end, so that neighbours differ', () => {
  expect(shortName('信堤社区第1网格')).toBe('信堤…第1网格');
  expect(shortName('信堤社区第2网格')).toBe('信堤…第2网格');
  expect(shortName('桂浦公园专属网格')).toBe('桂浦…专属网格');
});

it('a short name stands whole', () => {
  expect(shortName('景溪街道')).toBe('景溪街道');
  expect(shortName('')).toBe('');
});
