import { expect, it } from 'vitest';
import type { RawAnswer } from './answer.ts';
import { fromHash } from './question.ts';
import { wholeOf } from './whole.ts';

const PAGES: Record<string, RawAnswer> = {
  '': { areas: [{ id: 1 }, { id: 2 }], links: [{ rel: 'next', href: '/housing?cursor=b' }] },
  b: { areas: [{ id: 3 }, { id: 4 }], links: [{ rel: 'next', href: '/housing?cursor=c' }] },
  c: { areas: [{ id: 5 }], links: [] },
};

it('reads page after page until all rows are there', async () => {
  const asked: string[] = [];
  const ask = (address: string) => {
    asked.push(address);
    return Promise.resolve(PAGES[new URLSearchParams(address.split('?')[1]).get('cursor') ?? ''] ?? { links: [] });
  };
  const question = fromHash('#q=housing&level=grid');
  const whole = await wholeOf(question, false, ask);
  expect([whole.rows.map(({ id }) => id), whole.isAll]).toEqual([[1, 2, 3, 4, 5], true]);
  expect(asked.every((address) => address.includes('limit=1000'))).toBe(true);
  const first = await wholeOf(question, false, ask, 3);
  expect([first.rows.length, first.isAll]).toEqual([4, false]);
});
