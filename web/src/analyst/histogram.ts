/** How numbers are spread: equal steps from the least to the most. */

const STEPS = 10;

export interface Histogram {
  /** The inclusive lower limit of each step; the last step holds its upper limit too. */
  limits: number[];
  counts: number[];
}

export function histogram(values: readonly number[], steps = STEPS): Histogram {
  if (values.length === 0) return { limits: [], counts: [] };
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return { limits: [low], counts: [values.length] };
  const wide = (high - low) / steps;
  const counts = new Array<number>(steps).fill(0);
  for (const value of values) {
    const step = Math.min(Math.floor((value - low) / wide), steps - 1);
    counts[step] = (counts[step] ?? 0) + 1;
  }
  return { limits: counts.map((_, step) => low + step * wide), counts };
}
