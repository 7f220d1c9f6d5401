/** What figures are measured by: the day, the preset of the service circle, the reading, and what is counted. */

import type { operations } from './api.gen.ts';

type Asked = NonNullable<operations['coverage']['parameters']['query']>;

/** The presets of the service circle, in the order of their limits. */
export const PRESETS = [
  'distance-5', 'distance-10', 'distance-15', 'time-5', 'time-10', 'time-15', 'elder-5', 'elder-10', 'elder-15',
] as const satisfies readonly NonNullable<Asked['preset']>[];
export type Preset = (typeof PRESETS)[number];

/** Strict leaves dormant units out; lenient counts them, and hub households within reach. The first is the usual one. */
export const READINGS = ['strict', 'lenient'] as const satisfies readonly NonNullable<Asked['reading']>[];
export type Reading = (typeof READINGS)[number];

/** What is counted; the first is the usual one. */
export const WEIGHTS = ['households', 'buildings', 'footprint_m2', 'ground_m2'] as const satisfies readonly NonNullable<Asked['weight']>[];
export type Weight = (typeof WEIGHTS)[number];

/** A day of null is today, a preset of null the service's own. */
export interface Basis {
  asOf: string | null;
  preset: Preset | null;
  reading: Reading;
  weight: Weight;
}

/** What figures are measured by when nobody chose anything. */
export const USUAL: Basis = { asOf: null, preset: null, reading: 'strict', weight: 'households' };

/** What chooses the city that is measured: its day and its preset. */
export type Look = Pick<Basis, 'asOf' | 'preset'>;

export function lookQuery({ asOf, preset }: Look): Record<string, string | null> {
  return { as_of: asOf, preset };
}

/** A question's parameters; the usual ones are left out, so that one address asks for one thing. */
export function basisQuery(basis: Basis): Record<string, string | null> {
  const { reading, weight } = basis;
  return { ...lookQuery(basis), reading: reading === USUAL.reading ? null : reading, weight: weight === USUAL.weight ? null : weight };
}

/** The choices of an address; a word that is no choice counts as absent. */
export function readBasis(given: ReadonlyMap<string, string>): Omit<Basis, 'asOf'> {
  return {
    preset: PRESETS.find((each) => each === given.get('preset')) ?? USUAL.preset,
    reading: READINGS.find((each) => each === given.get('reading')) ?? USUAL.reading,
    weight: WEIGHTS.find((each) => each === given.get('weight')) ?? USUAL.weight,
  };
}

/** Whether figures are measured otherwise than usual, whatever the day. */
export function isUnusual({ preset, reading, weight }: Basis): boolean {
  return preset !== USUAL.preset || reading !== USUAL.reading || weight !== USUAL.weight;
}
