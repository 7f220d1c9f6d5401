/** What the analyst asks, as one value; the URL hash mirrors it, so that a question can be shared. */

import { isDay } from '../days.ts';
import { isLanguage, type Language } from '../i18n.ts';

export type ChartKind = 'bars' | 'histogram' | 'trend';

/** Figures of areas, the fix list, housing, or the features of a layer. */
export const MEASURED = ['coverage', 'gaps', 'housing'] as const;
export type Kind = (typeof MEASURED)[number] | 'items';

export interface Question {
  /** `coverage`, `gaps`, `housing`, or the id of a layer. */
  about: string;
  level: string;
  /** Field → value that features must have; empty values are left out. */
  filters: Readonly<Record<string, string>>;
  within: string;
  asOf: string;
  preset: string;
  reading: string;
  weight: string;
  sort: string;
  limit: string;
  /** Which figure of an area the table shows: `h`, `v`, … or `circle.nursery`. */
  index: string;
  theme: string;
  chart: ChartKind;
  figure: string;
  /** The chosen row's id; 0 for none. */
  at: string;
  language: Language;
}

export const FIRST: Question = {
  about: 'coverage', level: 'grid', filters: {}, within: '', asOf: '', preset: '', reading: '', weight: '', sort: '',
  limit: '50', index: 'v', theme: 'chain', chart: 'bars', figure: '', at: '', language: 'zh',
};

type Part = Exclude<keyof Question, 'filters'>;

const NAMES: Record<string, Part> = {
  q: 'about', level: 'level', within: 'within', as_of: 'asOf', preset: 'preset', reading: 'reading', weight: 'weight',
  sort: 'sort', limit: 'limit', index: 'index', theme: 'theme', chart: 'chart', figure: 'figure', at: 'at', lang: 'language',
};
const FILTER = 'f.';
const WORD = /^[-a-z0-9_./]{0,60}$/i;

export function kindOf(question: Question): Kind {
  return (MEASURED as readonly string[]).includes(question.about) ? (question.about as Kind) : 'items';
}

const THEME_OF: Record<string, string> = {
  h: 'branch_coverage', v: 'chain', hub: 'hub_reach', completeness: 'circle_completeness', organisation: 'organisation_coverage',
};

/** The theme that draws what an index counts; a category's index is `circle.nursery`. */
export function themeOf(index: string): string {
  return THEME_OF[index] ?? index.replace('.', '_');
}

/** The hash of a question; what equals the first one is left out, and a theme that is that of the index. */
export function toHash(question: Question): string {
  const parts = new URLSearchParams();
  for (const [name, part] of Object.entries(NAMES)) {
    const usual = part === 'theme' ? themeOf(question.index) : FIRST[part];
    if (question[part] !== usual) parts.set(name, question[part]);
  }
  for (const [name, value] of Object.entries(question.filters)) if (value !== '') parts.set(FILTER + name, value);
  return `#${parts.toString()}`;
}

/** The question of a hash; a part that cannot be read counts as absent. */
export function fromHash(hash: string): Question {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const question: Record<string, unknown> = { ...FIRST };
  for (const [name, part] of Object.entries(NAMES)) {
    const value = given.get(name);
    if (value !== null && WORD.test(value) && fits(part, value)) question[part] = value;
  }
  if (!given.has('theme')) question['theme'] = themeOf(String(question['index']));
  const filters: Record<string, string> = {};
  for (const [name, value] of given) if (name.startsWith(FILTER) && value !== '') filters[name.slice(FILTER.length)] = value;
  return { ...(question as unknown as Question), filters };
}

function fits(part: Part, value: string): boolean {
  if (part === 'language') return isLanguage(value);
  if (part === 'asOf') return value === '' || isDay(value);
  if (part === 'limit') return ['50', '100', '500', '1000'].includes(value);
  if (part === 'chart') return ['bars', 'histogram', 'trend'].includes(value);
  return true;
}

/** What the API takes for a kind of question; the builder offers nothing else. */
export function takes(kind: Kind, isDerived: boolean): readonly string[] {
  if (kind === 'coverage') return ['level', 'within', 'as_of', 'preset', 'reading', 'weight'];
  if (kind === 'gaps') return ['level', 'within', 'as_of', 'preset', 'sort'];
  if (kind === 'housing') return ['level', 'within', 'as_of'];
  return isDerived ? ['as_of', 'preset', 'reading', 'weight'] : ['as_of'];
}

/** What of a question chooses how the map below it is measured: what the builder does not offer does not count. */
export function measuredBy(question: Question, isDerived: boolean): Record<string, string | null> {
  const taken = takes(kindOf(question), isDerived);
  const part = (name: string, value: string) => (taken.includes(name) && value !== '' ? value : null);
  return {
    as_of: part('as_of', question.asOf),
    preset: part('preset', question.preset),
    reading: part('reading', question.reading),
    weight: part('weight', question.weight),
  };
}

/** The address of a question on the service, without its host. */
export function addressOf(question: Question, isDerived: boolean, limit = question.limit, cursor: string | null = null): string {
  const kind = kindOf(question);
  const taken = takes(kind, isDerived);
  const asked = new URLSearchParams();
  for (const name of taken) {
    const value = question[NAMES[name] ?? 'about'];
    if (value !== '') asked.set(name, value);
  }
  for (const [name, value] of Object.entries(question.filters)) if (value !== '') asked.set(name, value);
  if (kind === 'items') asked.set('count', 'true');
  asked.set('limit', limit);
  if (cursor !== null) asked.set('cursor', cursor);
  return `${kind === 'items' ? `/collections/${question.about}/items` : `/${kind}`}?${asked.toString()}`;
}
