import { expect, it } from 'vitest';
import { Bare } from './bare.ts';

const READING = { kind: 'loading', slow: false, before: null } as const;
const SLOW = { ...READING, slow: true };
const READ = { kind: 'ready', value: 1 } as const;
const FAILED = { kind: 'failed', trouble: {} as never } as const;

it('a map goes without its colours while they are measured, and has them as soon as they are', () => {
  const bare = new Bare();
  expect([READING, SLOW, READ].map((figures) => bare.dressOf('chain', figures))).toEqual(['waiting', 'bare', 'coloured']);
  expect(bare.now).toBe('coloured');
});

it('a map that has its colours keeps them while figures of another area are read', () => {
  const bare = new Bare();
  expect([READ, READING, SLOW].map((figures) => bare.dressOf('chain', figures))).toEqual(['coloured', 'coloured', 'coloured']);
});

it('another day or theme waits for its own figures, and shows what it can where they fail', () => {
  const bare = new Bare();
  bare.dressOf('chain', READ);
  expect([READING, SLOW, FAILED].map((figures) => bare.dressOf('chain 2026-08-01', figures))).toEqual(['waiting', 'bare', 'coloured']);
});

it('where no figures are asked for, nothing is waited for', () => {
  expect(new Bare().dressOf('built_year', null)).toBe('coloured');
});
