import { expect, it } from 'vitest';
import { FIRST, fromHash, isNarrowed, listQuery, loadQuery, mapQuery, toHash, type Filter } from './filter.ts';

const FULL: Filter = {
  state: 'collected', category: 'environment', channel: 'public', which: 'overdue', within: 'grid/7', since: '2026-10-01',
  until: '2026-11-01', at: '41', view: 'load', level: 'community', language: 'en',
};

it('an address brings back what was looked at, and drops what it cannot read', () => {
  expect(fromHash(toHash(FULL))).toEqual(FULL);
  expect(toHash(FIRST)).toBe('#');
  expect(fromHash('#state=<b>&within=city/1&at=x&lang=fr&since=soon')).toEqual(FIRST);
});

it('the list asks for what is open, overdue ones first, and for a last day with all its hours in China', () => {
  expect(Object.fromEntries(new URLSearchParams(listQuery(FIRST, 100, null)))).toEqual({ open: 'true', sort: 'urgency', limit: '100' });
  expect(Object.fromEntries(new URLSearchParams(listQuery(FULL, 50, 'next')))).toEqual({
    state: 'collected', category: 'environment', channel: 'public', within: 'grid/7', since: '2026-10-01', until: '2026-11-01T23:59:59+08:00',
    open: 'true', overdue: 'true', sort: 'urgency', limit: '50', cursor: 'next',
  });
  expect(new URLSearchParams(listQuery({ ...FIRST, which: 'all' }, 5, null)).get('sort')).toBe('-reported_at');
});

it('the map asks for what the list asks for, in a box', () => {
  const asked = Object.fromEntries(new URLSearchParams(mapQuery(FULL, 14, [114, 30, 114.1, 30.1])));
  const { sort, limit, ...list } = Object.fromEntries(new URLSearchParams(listQuery(FULL, 50, null)));
  expect([sort, limit]).toEqual(['urgency', '50']);
  expect(asked).toEqual({ ...list, zoom: '14', bbox: '114.000000,30.000000,114.100000,30.100000' });
});

it('the load of areas asks for no state, because states are what it tells', () => {
  const asked = new URLSearchParams(loadQuery(FULL));
  expect([...asked.keys()].sort()).toEqual(['category', 'level', 'since', 'until', 'within']);
});

it('a choice of the open ones is no narrowing', () => {
  expect(isNarrowed(FIRST)).toBe(false);
  expect(isNarrowed({ ...FIRST, which: 'all' })).toBe(true);
  expect(isNarrowed({ ...FIRST, at: '4' })).toBe(false);
});
