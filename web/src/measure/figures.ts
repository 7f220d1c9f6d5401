/** Which figure answers which theme, and how three figures share a bar. Nothing here knows a colour. */

import type { Area, Figure } from '../server/measures.ts';

/** The three answers, in the order in which they are always shown. */
export const ANSWERS = ['covered', 'not covered', 'unknown'] as const;
export type Answer = (typeof ANSWERS)[number];

const CIRCLE = /^circle_(.+)$/;

/** The figure that a theme draws; null for a theme that answers no question with yes or no. */
export function figureOf(theme: string | null, { figures }: Area): Figure | null {
  const category = CIRCLE.exec(theme ?? '')?.[1];
  if (category === 'completeness') return figures.completeness ?? null;
  if (category !== undefined) return figures.circle[category] ?? null;
  switch (theme) {
    case 'branch_coverage':
      return figures.h ?? null;
    case 'chain':
      return figures.v ?? null;
    case 'hub_reach':
      return figures.hub ?? null;
    case 'organisation_coverage':
      return figures.organisation ?? null;
    case 'seam':
      return figures.partition ?? null;
    default:
      return null;
  }
}

/** The number of an answer; null where it is hidden. */
export function partOf<Count extends number | null>(figure: { covered: Count; not_covered: Count; unknown: Count }, answer: Answer): Count {
  return { covered: figure.covered, 'not covered': figure.not_covered, unknown: figure.unknown }[answer];
}

/** The three numbers of a figure; null where one is hidden. */
type Three = Readonly<Record<'covered' | 'not_covered' | 'unknown', number | null>>;

/** Whether nothing is known of what a figure counts: its share, nought by the rule, would read as an answer. */
export function isUnknown({ covered, not_covered, unknown }: Three): boolean {
  return covered === 0 && not_covered === 0 && unknown !== null && unknown > 0;
}

/** The share of a figure as far as it says something. */
export function knownShare(figure: (Three & { share: number | null }) | null | undefined): number | null {
  return figure && !isUnknown(figure) ? figure.share : null;
}

/** A piece of a stacked bar: where it begins and how long it is, both as shares of the whole. */
export interface Piece<Name> {
  name: Name;
  from: number;
  size: number;
}

/** The pieces of a bar, one after the other; what is not above nought, or hidden, has none, and nothing of nothing is no bar. */
export function pieces<Name>(parts: readonly (readonly [Name, number | null])[]): Piece<Name>[] {
  const held = parts.filter((part): part is [Name, number] => part[1] !== null && part[1] > 0);
  const total = held.reduce((sum, [, value]) => sum + value, 0);
  let from = 0;
  return held.map(([name, value]) => {
    const piece = { name, from, size: value / total };
    from += piece.size;
    return piece;
  });
}
