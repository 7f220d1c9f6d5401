import { expect, it } from 'vitest';
import { askToBeWoken, SYNC_TAG } from './sync.ts';

const container = (registration: object, controller: object | null = {}) =>
  ({ controller, ready: Promise.resolve(registration) }) as unknown as ServiceWorkerContainer;

it('asks the browser to wake the service worker, where it can', async () => {
  const asked: string[] = [];
  expect(await askToBeWoken(container({ sync: { register: (tag: string) => Promise.resolve(asked.push(tag)) } }))).toBe(true);
  expect(asked).toEqual([SYNC_TAG]);
});

it('does without where the browser cannot, does not yet, or may not', async () => {
  expect(await askToBeWoken(undefined)).toBe(false);
  expect(await askToBeWoken(container({}))).toBe(false);
  expect(await askToBeWoken(container({ sync: {} }, null))).toBe(false);
  expect(await askToBeWoken(container({ sync: { register: () => Promise.reject(new Error('denied')) } }))).toBe(false);
});
