/** Which incidents the desk shows, as one value; the URL hash mirrors it, so that a view can be shared. */

import { isLanguage, type Language } from '../i18n.ts';
import { query } from '../server/transport.ts';

export type DeskView = 'list' | 'load';

export interface Filter {
  /** Empty text lets everything through. */
  state: string;
  category: string;
  channel: string;
  /** `all` with those that have ended, `open`, or `overdue` alone. */
  which: 'open' | 'overdue' | 'all';
  /** An area such as `grid/7`. */
  within: string;
  /** Reported on that day or later, and on that day or earlier. */
  since: string;
  until: string;
  /** The chosen incident's id. */
  at: string;
  view: DeskView;
  level: 'grid' | 'community' | 'street';
  language: Language;
}

export const FIRST: Filter = {
  state: '', category: '', channel: '', which: 'open', within: '', since: '', until: '', at: '', view: 'list', level: 'grid', language: 'zh',
};

/** What narrows the list; the rest says how it is looked at. */
export const NARROWING = ['state', 'category', 'channel', 'within', 'since', 'until'] as const;

const SHAPES: Record<keyof Filter, RegExp> = {
  state: /^[a-z_]{1,40}$/, category: /^[a-z_]{1,40}$/, channel: /^[a-z_]{1,40}$/, which: /^(open|overdue|all)$/,
  within: /^(street|community|grid)\/\d{1,15}$/, since: /^\d{4}-\d{2}-\d{2}$/, until: /^\d{4}-\d{2}-\d{2}$/, at: /^\d{1,15}$/,
  view: /^(list|load)$/, level: /^(grid|community|street)$/, language: /^(zh|en)$/,
};

const NAMES = Object.keys(SHAPES) as (keyof Filter)[];

/** The hash of a filter; what equals the first one is left out. */
export function toHash(filter: Filter): string {
  const parts = new URLSearchParams();
  for (const name of NAMES) if (filter[name] !== FIRST[name]) parts.set(name === 'language' ? 'lang' : name, filter[name]);
  return `#${parts.toString()}`;
}

/** The filter of a hash; a part that cannot be read counts as absent. */
export function fromHash(hash: string): Filter {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const read: Record<string, string> = { ...FIRST };
  for (const name of NAMES) {
    const word = given.get(name === 'language' ? 'lang' : name);
    if (word !== null && SHAPES[name].test(word)) read[name] = word;
  }
  const filter = read as unknown as Filter;
  return isLanguage(filter.language) ? filter : { ...filter, language: FIRST.language };
}

/** The question to the service: what is overdue first, then what is due soonest; what has ended, by when it was reported. */
export function listQuery(filter: Filter, limit: number, cursor: string | null): string {
  return query({
    ...conditions(filter),
    sort: filter.which === 'all' ? '-reported_at' : 'urgency',
    limit: String(limit),
    cursor,
  });
}

/** The question for all incidents of a list, as a map shows them. */
export function mapQuery(filter: Filter, zoom: number | null, box: readonly number[] | null): string {
  return query({ ...conditions(filter), zoom: zoom === null ? null : String(zoom), bbox: box?.map((side) => side.toFixed(6)).join(',') ?? null });
}

/** The question for the load of areas: the state of an incident is what it tells, so it does not ask for one. */
export function loadQuery(filter: Filter): string {
  return query({ level: filter.level, ...given({ category: filter.category, within: filter.within }), ...period(filter) });
}

export function isNarrowed(filter: Filter): boolean {
  return filter.which !== FIRST.which || NARROWING.some((name) => filter[name] !== '');
}

function conditions(filter: Filter): Record<string, string | null> {
  const { state, category, channel, which, within } = filter;
  return {
    ...given({ state, category, channel, within }),
    ...period(filter),
    open: which === 'all' ? null : 'true',
    overdue: which === 'overdue' ? 'true' : null,
  };
}

/** A last day is meant with all its hours. */
function period({ since, until }: Filter): Record<string, string | null> {
  return { since: since || null, until: until === '' ? null : `${until}T23:59:59+08:00` };
}

function given(parts: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(parts).map(([name, word]) => [name, word || null]));
}
