import { expect, it } from 'vitest';
import { newId } from './id.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes ids of the same form with and without randomUUID', () => {
  expect(newId()).toMatch(FORM);
  const plain = { getRandomValues: crypto.getRandomValues.bind(crypto) };
  expect(newId(plain)).toMatch(FORM);
  expect(newId(plain)).not.toBe(newId(plain));
});
