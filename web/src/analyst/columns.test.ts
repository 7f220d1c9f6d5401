import { expect, it } from 'vitest';
import { Registry } from '../registry.ts';
import { readAnswer } from './answer.ts';
import { cell, columnsOf } from './columns.ts';
import { FIRST } from './question.ts';
import { analystWords } from './words.ts';

it('a share of which nothing is known is told in words, and has no bar', () => {
  const figure = (covered: number, unknown: number) => ({ covered, not_covered: 0, unknown, total: 20, share: covered / 20 });
  const areas = [figure(0, 20), figure(5, 15)].map((v, at) => ({ id: at + 1, layer: 'grid', name: 'A', figures: { v } }));
  const say = analystWords('zh');
  const { rows } = readAnswer(FIRST, { areas, links: [] });
  const share = columnsOf(FIRST, new Registry([], []), say).find(({ name }) => name === 'share');
  expect(rows.map((row) => share && cell(share, row, FIRST, say))).toEqual(['无法判断', '25%']);
  expect(rows.map(({ values }) => values['share'])).toEqual([null, 0.25]);
});
