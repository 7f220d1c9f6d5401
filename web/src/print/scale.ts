/** The arithmetic of a printed map: true ratios, round ones, and the bar that shows them. */

/** A CSS pixel is 1/96 of an inch, on paper exactly. */
const PIXEL_M = 0.0254 / 96;

const INCH_MM = 25.4;

/** The ratios that maps are drawn in. */
export const SCALES = [500, 1_000, 2_000, 2_500, 5_000, 7_500, 10_000, 15_000, 20_000, 25_000, 50_000, 100_000, 200_000, 500_000] as const;

const BAR_MM = 35;

/** How many metres on the ground a pixel of a Web-Mercator map covers there. */
export function groundOf(resolution: number, lat: number): number {
  return resolution * Math.cos((lat * Math.PI) / 180);
}

/** The Web-Mercator resolution at which a map is 1 : `ratio` on paper at that latitude. */
export function resolutionOf(ratio: number, lat: number): number {
  return (ratio * PIXEL_M) / Math.cos((lat * Math.PI) / 180);
}

/** The largest round scale at which so many metres fit on so many pixels; the smallest there is where none does. */
export function scaleFor(ground_m: number, pixels: number): number {
  const needed = ground_m / (pixels * PIXEL_M);
  return SCALES.find((ratio) => ratio >= needed * 0.999) ?? SCALES[SCALES.length - 1] ?? needed;
}

/** A bar of a round number of metres (1, 2 or 5 times a power of ten) that is at most 35 mm long. */
export function barOf(ratio: number): { metres: number; mm: number } {
  const most = (ratio * BAR_MM) / 1000;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = power * ([5, 2].find((step) => step * power <= most) ?? 1);
  return { metres, mm: (metres * 1000) / ratio };
}

export function mmOf(pixels: number): number {
  return (pixels * INCH_MM) / 96;
}
