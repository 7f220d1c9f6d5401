/** Classes of how much areas have to deal with, by their rate per 100 households: quarters of those above nought. */

import type { AreaLoad } from './service.ts';

/** The tokens of the classes, from the least on; the first is for nought. */
export const HEAT = ['--heat-0', '--heat-1', '--heat-2', '--heat-3', '--heat-4'] as const;

/** The upper limits of the first three classes above nought; what is above them all is in the last. */
export function heatLimits(areas: readonly AreaLoad[]): number[] {
  const rates = areas.flatMap(({ rate_per_100: rate }) => (rate !== null && rate > 0 ? [rate] : [])).sort((one, other) => one - other);
  if (rates.length === 0) return [];
  const limits = [0.25, 0.5, 0.75].map((share) => rates[Math.ceil(share * rates.length) - 1] ?? 0);
  return limits.filter((limit, at) => at === 0 || limit > (limits[at - 1] ?? 0));
}

/** The class of a rate; null where nobody lives, for nothing can be said per household. */
export function heatClass(rate: number | null, limits: readonly number[]): number | null {
  if (rate === null) return null;
  if (rate <= 0) return 0;
  const at = limits.findIndex((limit) => rate <= limit);
  return at < 0 ? limits.length + 1 : at + 1;
}
