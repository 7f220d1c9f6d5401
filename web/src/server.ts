/** The one file that talks to the service. Every answer is of a known shape, or an error that a reader understands. */

import type { components } from './api.gen.ts';
import { LANGUAGE_TAGS, words, type Language } from './i18n.ts';
import type { Layer, Theme } from './registry.ts';
import type { Thing, Trouble } from './state.ts';

/** West, south, east, north, in degrees. */
export type Box = readonly number[];

type Schemas = components['schemas'];

/** A thing with what holds it (largest first) and how many of each layer it holds. */
export type Item = Omit<Schemas['OneFeature'], 'geometry' | 'bbox'> & {
  geometry: GeoJSON.Geometry | null;
  bbox?: Box | null;
};

/** What carries the searched name or code, and which part of which field matched. */
export type SearchHit = Schemas['Hit'];

/** What lies under a point, smallest first. With a `tie` it lies on a shared edge and the lowest code won. */
export type Place = Schemas['Located'];

/** The registry document: its layers and themes in the shapes of `registry.ts`. */
export type RegistryAnswer = Schemas['RegistryDocument'] & { layers: Layer[]; derived: Layer[]; themes: Theme[] };

/** One line of a list of children. */
export interface Row {
  id: number;
  name: string | null;
  code: string | null;
  properties: Record<string, unknown>;
}

export interface Page {
  rows: Row[];
  /** Hands over to the next page; null on the last. */
  cursor: string | null;
}

/** Children of the thing `id`, which they name in `field`. */
export interface Held {
  field: string;
  id: number;
}

export interface CitySize {
  extent: Box | null;
  counts: Record<string, number>;
}

/** A MapLibre style document, as far as the map touches it itself. */
export interface MapStyle {
  version: 8;
  sources: Record<string, { type: string; tiles?: string[]; minzoom?: number; maxzoom?: number }>;
  layers: { id: string; type: string; source?: string; 'source-layer'?: string; paint?: Record<string, unknown> }[];
}

/** The properties that a list asks for, where a layer has them. */
const LISTED = ['name', 'code', 'kind', 'category', 'state', 'level', 'households', 'use', 'reported_at', 'estate_id'];

/** The service does not answer, or answers that it cannot at the moment. */
export class ServerGone extends Error {}

/** The service answered that something is wrong with what was asked. */
export class ServerProblem extends Error {
  readonly status: number;
  readonly trouble: Trouble;

  constructor(status: number, trouble: Trouble) {
    super(trouble.title);
    this.status = status;
    this.trouble = trouble;
  }
}

/** Enough for every building of a grid and every estate of a community. */
const MOST_ROWS = 2_000;

/** How long an answer may take before the service counts as gone. */
const PATIENCE_MS = 20_000;

const GONE_STATUSES = [502, 503, 504];

export class Server {
  private language: Language = 'zh';

  /** From now on answers and errors come in that language. */
  speak(language: Language): void {
    this.language = language;
  }

  registry(): Promise<RegistryAnswer> {
    return this.json('/registry');
  }

  /** The MapLibre style of a theme; null draws without one. */
  style(theme: string | null, language: Language): Promise<MapStyle> {
    return this.json(`/styles/planner.json${query({ theme: theme ?? 'none', lang: language })}`);
  }

  /** Where the data lies (a river may run on beyond it), and how many things each layer has. */
  async city(): Promise<CitySize> {
    const { collections, extent } = await this.json<Schemas['Collections']>('/collections');
    return {
      extent: around(extent?.spatial.bbox ?? []),
      counts: Object.fromEntries(collections.map(({ id, count }) => [id, count])),
    };
  }

  item(thing: Thing): Promise<Item> {
    return this.json(`/collections/${thing.layer}/items/${thing.id}`);
  }

  /** The estates that buildings of a grid belong to: estates name their community, not a grid. */
  async estatesOf(grid: Item, estates: Layer): Promise<Row[]> {
    const holder = grid.ancestors.find((area) => area.layer === 'community');
    if (!grid.bbox || !holder) return [];
    const limit = String(MOST_ROWS);
    const buildings = `/collections/building/items${query({ grid_id: String(grid.id), properties: 'estate_id', limit })}`;
    const [inside, page] = await Promise.all([
      this.json<Schemas['FeaturePage']>(buildings),
      this.page(estates, { field: 'community_id', id: holder.id }, MOST_ROWS, null),
    ]);
    const here = new Set(inside.features.map((feature) => feature.properties['estate_id']));
    return page.rows.filter((row) => here.has(row.id));
  }

  /** One page of the things of `layer`, those whose `field` names `holder` when one is given. */
  async page(layer: Layer, holder: Held | null, limit: number, cursor: string | null): Promise<Page> {
    const names = layer.fields.map((field) => field.name);
    const properties = LISTED.filter((name) => names.includes(name)).join(',');
    const asked = { ...(holder ? { [holder.field]: String(holder.id) } : {}), properties, limit: String(limit) };
    const raw = await this.json<Schemas['FeaturePage']>(
      `/collections/${layer.id}/items${query({ ...asked, ...(cursor === null ? {} : { cursor }) })}`,
    );
    const next = raw.links.find((link) => link.rel === 'next');
    return {
      rows: raw.features.map(({ id, properties: values }) => ({ ...named(values), id, properties: values })),
      cursor: next ? new URL(next.href, location.href).searchParams.get('cursor') : null,
    };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<SearchHit[]> {
    const raw = await this.json<Schemas['SearchAnswer']>(`/search${query({ q: text, limit: String(limit) })}`, signal);
    return raw.hits;
  }

  locate(lon: number, lat: number): Promise<Place> {
    return this.json(`/locate${query({ lon: lon.toFixed(7), lat: lat.toFixed(7) })}`);
  }

  /** The bytes of a tile. `address` comes from the style of this service. */
  async tile(address: string): Promise<ArrayBuffer> {
    return (await this.answer(address)).arrayBuffer();
  }

  /** Whether the service can answer again. */
  async isReady(): Promise<boolean> {
    try {
      await this.answer('/ready');
      return true;
    } catch {
      return false;
    }
  }

  private async json<Shape>(address: string, signal?: AbortSignal): Promise<Shape> {
    const answer = await this.answer(address, signal);
    try {
      return (await answer.json()) as Shape;
    } catch {
      throw new ServerProblem(answer.status, { title: words(this.language).badAnswer, detail: address, remedy: '' });
    }
  }

  private async answer(address: string, signal?: AbortSignal): Promise<Response> {
    const late = AbortSignal.timeout(PATIENCE_MS);
    const headers = { 'Accept-Language': LANGUAGE_TAGS[this.language] };
    let answer: Response;
    try {
      answer = await fetch(address, { headers, signal: signal ? AbortSignal.any([signal, late]) : late });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new ServerGone(address);
    }
    if (GONE_STATUSES.includes(answer.status)) throw new ServerGone(address);
    if (!answer.ok) throw new ServerProblem(answer.status, await this.trouble(answer));
    return answer;
  }

  private async trouble(answer: Response): Promise<Trouble> {
    const raw = (await answer.json().catch(() => ({}))) as Partial<Trouble>;
    return { title: raw.title ?? String(answer.status), detail: raw.detail ?? '', remedy: raw.remedy ?? '' };
  }
}

/** A sentence about any error: what the service said, or that it did not answer. */
export function troubleOf(error: unknown, language: Language): Trouble {
  if (error instanceof ServerProblem) return error.trouble;
  const say = words(language);
  if (error instanceof ServerGone) return { title: say.goneBanner, detail: say.goneDetail, remedy: say.goneRemedy };
  return { title: say.failedTitle, detail: error instanceof Error ? error.message : String(error), remedy: '' };
}

/** The box that holds all boxes; null for none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const side = (at: number) => boxes.map((box) => box[at] ?? NaN);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}

function query(parameters: Record<string, string>): string {
  return `?${new URLSearchParams(parameters).toString()}`;
}

function named(values: Record<string, unknown>): { name: string | null; code: string | null } {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return { name: text(values['name']), code: text(values['code']) };
}
