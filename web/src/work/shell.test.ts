import { expect, it } from 'vitest';
import { cacheName, isStale, keptFile } from './shell.ts';

const shell = { version: 'abc', files: ['/work', '/assets/work-1.js'] };
const origin = 'https://city.example';

it.each([
  ['GET', 'https://city.example/work', '/work'],
  ['GET', 'https://city.example/work#tab=grids', '/work'],
  ['GET', 'https://city.example/assets/work-1.js', '/assets/work-1.js'],
  ['GET', 'https://city.example/work/pack?grids=1', null],
  ['GET', 'https://city.example/work?x=1', null],
  ['GET', 'https://city.example/incidents/7', null],
  ['POST', 'https://city.example/work', null],
  ['GET', 'https://elsewhere.example/work', null],
])('%s %s is answered by %s', (method, address, file) => {
  expect(keptFile(shell, method, address, origin)).toBe(file);
});

it('an older shell is stale, another page’s cache is not ours', () => {
  expect(isStale('jingwei-work-old', shell)).toBe(true);
  expect(isStale(cacheName(shell), shell)).toBe(false);
  expect(isStale('tiles', shell)).toBe(false);
});
