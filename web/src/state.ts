/** What the map shows, as one value; `Shown` is the part that the URL hash mirrors, so that it can be shared. */

import { basisQuery, readBasis, USUAL, type Basis } from './basis.ts';
import { isDay } from './days.ts';
import { isLanguage, type Language } from './i18n.ts';

/** A thing of the city: the layer and the id that never changes. */
export interface Thing {
  layer: string;
  id: number;
}

/** Where the map looks: MapLibre zoom, degrees, and radians clockwise. */
export interface View {
  zoom: number;
  lon: number;
  lat: number;
  rotation: number;
}

/** What the panel shows; a further view is one more word here and one more line in `ui/panel.ts`. */
export const PANELS = ['place', 'gaps', 'whatif', 'sites'] as const;
export type PanelView = (typeof PANELS)[number];

/** Which gaps are listed and in which order, in the words of `/gaps`; null lets everything through. */
export interface GapFilter {
  kind: string | null;
  level: string | null;
  category: string | null;
  sort: string;
}

/**
 * What a shared address restores. A `view` of null means the extent of the data, a `theme` of null no theme, an `asOf`
 * of null today. `gap` is the rank of the chosen gap, `run` the number of the run that is explained.
 */
export interface Shown extends Basis {
  view: View | null;
  selection: Thing | null;
  theme: string | null;
  hidden: readonly string[];
  panel: PanelView;
  gaps: GapFilter;
  gap: number | null;
  /** The number of the opened scenario. */
  scenario: number | null;
  run: number | null;
  language: Language;
}

/** Why something could not be shown, in the reader's language. */
export interface Trouble {
  title: string;
  detail: string;
  remedy: string;
}

/** The four screens. Only a city has something to show; `gone` says that the server stopped answering meanwhile. */
export type State =
  | { kind: 'starting'; shown: Shown }
  | { kind: 'failed'; shown: Shown; trouble: Trouble }
  | { kind: 'empty'; shown: Shown; gone: boolean }
  | { kind: 'city'; shown: Shown; gone: boolean };

const THING = /^([a-z_]+)\/(\d{1,15})$/;
const WORD = /^[a-z_]{1,40}$/;
const GAP_WORD = /^[a-z][a-z _-]{0,39}$/;
const SORT = /^-?[a-z_]{1,40}$/;
const NONE = 'none';

/** All gaps, the one that gains most households first. */
export const ALL_GAPS: GapFilter = { kind: null, level: null, category: null, sort: 'rank' };

/** What is shown when the address says nothing. */
export function firstSight(theme: string | null, hidden: readonly string[] = []): Shown {
  return {
    view: null,
    selection: null,
    theme,
    hidden: [...hidden].sort(),
    ...USUAL,
    panel: 'place',
    gaps: ALL_GAPS,
    gap: null,
    scenario: null,
    run: null,
    language: 'zh',
  };
}

const GAP_FILTERS = ['kind', 'level', 'category', 'sort'] as const;

/** The hash of what is shown; what equals the first sight is left out. Ends the same for the same state. */
export function toHash(shown: Shown, first: Shown): string {
  const parts: string[] = [];
  if (shown.view) parts.push(`map=${viewText(shown.view)}`);
  if (shown.selection) parts.push(`at=${shown.selection.layer}/${shown.selection.id}`);
  if (shown.theme !== first.theme) parts.push(`theme=${shown.theme ?? NONE}`);
  const hidden = [...shown.hidden].sort().join(',');
  if (hidden !== first.hidden.join(',')) parts.push(`hide=${hidden === '' ? NONE : hidden}`);
  for (const [name, word] of Object.entries(basisQuery(shown))) if (word !== null) parts.push(`${name}=${word}`);
  if (shown.panel !== first.panel) parts.push(`panel=${shown.panel}`);
  for (const name of GAP_FILTERS) {
    const word = shown.gaps[name];
    if (word !== null && word !== first.gaps[name]) parts.push(`${name}=${encodeURIComponent(word)}`);
  }
  if (shown.gap !== null) parts.push(`gap=${shown.gap}`);
  if (shown.scenario !== null) parts.push(`scenario=${shown.scenario}`);
  if (shown.run !== null) parts.push(`run=${shown.run}`);
  if (shown.language !== first.language) parts.push(`lang=${shown.language}`);
  return parts.length > 0 ? `#${parts.join('&')}` : '#';
}

/** What a hash shows; a part that cannot be read counts as absent, so that an old or cut address still opens. */
export function fromHash(hash: string, first: Shown): Shown {
  const given = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const cut = part.indexOf('=');
    if (cut > 0) given.set(part.slice(0, cut), decoded(part.slice(cut + 1)));
  }
  const theme = given.get('theme');
  const language = given.get('lang');
  return {
    view: readView(given.get('map')),
    selection: readThing(given.get('at')),
    theme: theme === NONE ? null : theme !== undefined && WORD.test(theme) ? theme : first.theme,
    hidden: readHidden(given.get('hide')) ?? first.hidden,
    asOf: isDay(given.get('as_of')) ? (given.get('as_of') ?? null) : null,
    ...readBasis(given),
    panel: PANELS.find((panel) => panel === given.get('panel')) ?? first.panel,
    gaps: readGaps(given, first.gaps),
    gap: readNumber(given.get('gap')),
    scenario: readNumber(given.get('scenario')),
    run: readNumber(given.get('run')),
    language: isLanguage(language) ? language : first.language,
  };
}

/** Whether two selections name the same thing. */
export function sameThing(one: Thing | null, other: Thing | null): boolean {
  return one === other || (one !== null && other !== null && one.layer === other.layer && one.id === other.id);
}

/** Whether two views look the same once written into an address. */
export function sameView(one: View | null, other: View | null): boolean {
  return one === other || (one !== null && other !== null && viewText(one) === viewText(other));
}

function viewText(view: View): string {
  const text = `${round(view.zoom, 2)}/${round(view.lon, 6)}/${round(view.lat, 6)}`;
  const turned = round(view.rotation, 3);
  return turned === 0 ? text : `${text}/${turned}`;
}

function readView(text: string | undefined): View | null {
  const numbers = (text ?? '').split('/').map((word) => (word.trim() === '' ? NaN : Number(word)));
  const [zoom = NaN, lon = NaN, lat = NaN, rotation = 0] = numbers;
  const fits = zoom >= 0 && zoom <= 24 && Math.abs(lon) <= 180 && Math.abs(lat) <= 85.06 && Number.isFinite(rotation);
  return fits && numbers.length <= 4 ? { zoom, lon, lat, rotation } : null;
}

function readHidden(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  return text.split(',').filter((word) => word !== NONE && WORD.test(word)).sort();
}

function readGaps(given: ReadonlyMap<string, string>, first: GapFilter): GapFilter {
  const word = (name: string, shape: RegExp) => {
    const text = given.get(name);
    return text !== undefined && shape.test(text) ? text : null;
  };
  return {
    kind: word('kind', GAP_WORD) ?? first.kind,
    level: word('level', GAP_WORD) ?? first.level,
    category: word('category', GAP_WORD) ?? first.category,
    sort: word('sort', SORT) ?? first.sort,
  };
}

function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function readThing(text: string | undefined): Thing | null {
  const match = THING.exec(text ?? '');
  return match?.[1] !== undefined ? { layer: match[1], id: Number(match[2]) } : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits)) + 0;
}
