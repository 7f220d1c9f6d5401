/** How much better or worse: the five classes of a difference, for buildings by their answers, for areas by their share. */

import type { ChangedBuilding, ChangedFigure, Difference } from '../server/whatif.ts';

/** From worst to best. `other` is an answer that changed without being better or worse. */
export const CLASSES = ['lost', 'worse', 'other', 'better', 'gained'] as const;
export type DifferenceClass = (typeof CLASSES)[number];

/** Which question the map answers: one of the measured indices, a category of the service circle, or all at once. */
export type Question = { index: 'h' | 'v' | 'hub' | 'completeness' | 'any' } | { index: 'circle'; category: string };

/** An area whose share moves by this much has moved a lot. */
export const MUCH = 0.1;

const RANKS: Readonly<Record<string, number>> = { covered: 2, complete: 2, unknown: 1 };
const CIRCLE = /^circle_(.+)$/;
const SUMMED = ['h', 'v', 'hub', 'completeness'];

/** The question that a theme asks; a theme that is not about coverage asks for all changes at once. */
export function questionOf(theme: string | null): Question {
  const category = CIRCLE.exec(theme ?? '')?.[1];
  if (category === 'completeness') return { index: 'completeness' };
  if (category !== undefined) return { index: 'circle', category };
  switch (theme) {
    case 'branch_coverage':
      return { index: 'h' };
    case 'chain':
      return { index: 'v' };
    case 'hub_reach':
      return { index: 'hub' };
    default:
      return { index: 'any' };
  }
}

/** The class of a building; null where nothing changes that the question asks for. */
export function buildingClass(building: ChangedBuilding, question: Question): DifferenceClass | null {
  const pairs = asked(building, question);
  if (pairs.length === 0) return null;
  return classOf(pairs.reduce((sum, [before, after]) => sum + rank(after) - rank(before), 0), 2);
}

/** The class of an area by the change of its share (of the sum of its shares where all is asked); null for no change. */
export function areaClass(figures: readonly ChangedFigure[], question: Question): DifferenceClass | null {
  const mine = figures.filter(({ index, category }) =>
    question.index === 'any'
      ? SUMMED.includes(index)
      : index === question.index && (question.index !== 'circle' || category === question.category),
  );
  const change = mine.reduce((sum, { before, after }) => sum + (after.share ?? 0) - (before.share ?? 0), 0);
  return mine.length === 0 || !mine.some(isChanged) ? null : classOf(change, MUCH);
}

/** Shares come with six decimals; what is smaller is the rounding of the machine. */
function classOf(exact: number, much: number): DifferenceClass {
  const change = Math.round(exact * 1e6) / 1e6;
  if (change === 0) return 'other';
  if (change > 0) return change >= much ? 'gained' : 'better';
  return change <= -much ? 'lost' : 'worse';
}

function asked({ verdict, branch, hub, circle }: ChangedBuilding, question: Question): (readonly string[])[] {
  const services = Object.entries(circle ?? {});
  const all = { h: branch, v: verdict, hub };
  switch (question.index) {
    case 'circle':
      return services.filter(([category]) => category === question.category).map(([, pair]) => pair);
    case 'completeness':
      return services.map(([, pair]) => pair);
    case 'any':
      return [...Object.values(all).filter((pair) => pair !== undefined && pair !== null), ...services.map(([, pair]) => pair)];
    default: {
      const pair = all[question.index];
      return pair ? [pair] : [];
    }
  }
}

function rank(answer: string | undefined): number {
  return RANKS[answer ?? ''] ?? 0;
}

/** A place that figures are about; no id for the city. */
export type FiguresOf = Pick<ChangedFigure, 'layer' | 'id' | 'name'>;

const LARGEST_FIRST = ['city', 'street', 'community', 'grid', 'estate'];

/** The largest places that the answers tell of: the city, or for who does not serve it the areas of the highest level. */
export function largestPlaces(answers: readonly Pick<Difference, 'figures'>[]): FiguresOf[] {
  const figures = answers.flatMap((answer) => answer.figures);
  const level = LARGEST_FIRST.find((layer) => figures.some((figure) => figure.layer === layer));
  const places = new Map(figures.filter(({ layer }) => layer === level).map((figure) => [figure.id, figure]));
  return [...places.values()].map(({ layer, id, name }) => ({ layer, id, name }));
}

/** Whether doors are no longer known to reach a venue or not: as happens beside one that no path leads to. */
export function losesWalks(figures: readonly ChangedFigure[]): boolean {
  return figures.some(({ index, before, after }) => index === 'circle' && (after.unknown ?? 0) > (before.unknown ?? 0));
}

/** Whether any of the three answers of a figure counts otherwise than before. */
export function isChanged({ before, after }: ChangedFigure): boolean {
  return before.covered !== after.covered || before.not_covered !== after.not_covered || before.unknown !== after.unknown;
}
