/**
 * OpenLayers asks for bitmaps of its marks without looking whether the browser makes any; iOS before 15 does not. A mark that
 * is drawn already may stand for its bitmap; a file may not, and its reader knows another way.
 */
export function standInForBitmaps(browser: { createImageBitmap?: unknown } = globalThis): void {
  browser.createImageBitmap ??= (source: unknown) => (source instanceof Blob ? Promise.reject(new Error('no bitmaps')) : Promise.resolve(source));
}
