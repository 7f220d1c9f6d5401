import { expect, it } from 'vitest';
import { standInForBitmaps } from './bitmaps.ts';

it('a mark stands for its bitmap where the browser makes none, a file does not', async () => {
  const old: { createImageBitmap?: (source: unknown) => Promise<unknown> } = {};
  standInForBitmaps(old);
  const mark = document.createElement('canvas');
  expect(await old.createImageBitmap?.(mark)).toBe(mark);
  await expect(old.createImageBitmap?.(new Blob())).rejects.toThrow();
});

it('a browser that makes bitmaps goes on doing so', () => {
  const own = () => undefined;
  const browser = { createImageBitmap: own };
  standInForBitmaps(browser);
  expect(browser.createImageBitmap).toBe(own);
});
