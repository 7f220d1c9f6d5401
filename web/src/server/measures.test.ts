import { expect, it } from 'vitest';
import { ALL_GAPS } from '../state.ts';
import { Measures } from './measures.ts';
import { nextCursor, query, Transport } from './transport.ts';

const measures = new Measures(new Transport());

it('a file holds the gaps that are listed: the same filter, area, day, preset and order', () => {
  const listed = {
    filter: { ...ALL_GAPS, kind: 'missing hub', sort: '-households' },
    within: { layer: 'community', id: 4 },
    look: { asOf: '2026-06-01', preset: 'distance-15' as const },
  };
  const address = new URL(measures.gapsFile(listed, 'xlsx'), 'http://localhost');
  expect(address.pathname).toBe('/gaps');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    as_of: '2026-06-01',
    preset: 'distance-15',
    kind: 'missing hub',
    within: 'community/4',
    sort: '-households',
    format: 'xlsx',
  });
});

it('a question leaves out what is not given, so that the service takes its default', () => {
  expect(query({ as_of: null })).toBe('');
  expect(query({ as_of: null, limit: '5' })).toBe('?limit=5');
});

it('the next page is found by its link, and there is none on the last', () => {
  expect(nextCursor([{ rel: 'next', href: '/gaps?limit=5&cursor=abc' }])).toBe('abc');
  expect(nextCursor([{ rel: 'self', href: '/gaps' }])).toBeNull();
});
