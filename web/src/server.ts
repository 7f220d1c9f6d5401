/** What the map asks the service, in the words of the map. */

import type { components } from './api.gen.ts';
import { basisQuery, USUAL, type Basis } from './basis.ts';
import type { Language } from './i18n.ts';
import type { Layer, Theme } from './registry.ts';
import { Measures } from './server/measures.ts';
import { nextCursor, query, Transport } from './server/transport.ts';
import { Sitings } from './server/siting.ts';
import { WhatIfs } from './server/whatif.ts';
import type { Thing, View } from './state.ts';

export { ServerGone, ServerProblem, troubleOf } from './server/transport.ts';

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
  /** How many there are in all. */
  matched: number;
}

/** Children of the thing `id`, which they name in `field`; or all `within` an area such as `grid/7`. */
export interface Held {
  field: string;
  id: number | string;
}

/** The middle of a map, in degrees. */
export type Centre = Pick<View, 'lon' | 'lat'>;

export interface CitySize {
  extent: Box | null;
  counts: Record<string, number>;
}

/** What everybody may know of an area. */
export type PublicAnswer = Schemas['PublicArea'];

/** A MapLibre style document, as far as the map touches it itself. */
export interface MapStyle {
  version: 8;
  sources: Record<string, { type: string; tiles?: string[]; minzoom?: number; maxzoom?: number }>;
  layers: { id: string; type: string; source?: string; 'source-layer'?: string; paint?: Record<string, unknown> }[];
}

/** The properties that a list asks for, where a layer has them. */
const LISTED = ['name', 'code', 'kind', 'category', 'state', 'level', 'households', 'use', 'reported_at', 'estate_id'];

/** What lists are sorted by, where a layer has it, first by the first. */
const SORTED = ['code', 'name'];

/** The address of a style: the tiles that it names are measured alike. */
export function styleAddress(theme: string | null, language: Language, basis: Basis): string {
  return `/styles/planner.json${query({ theme: theme ?? 'none', lang: language, ...basisQuery(basis) })}`;
}

export class Server {
  private readonly transport = new Transport();
  readonly measures = new Measures(this.transport);
  readonly whatIfs = new WhatIfs(this.transport);
  readonly sitings = new Sitings(this.transport);

  /** From now on answers and errors come in that language. */
  speak(language: Language): void {
    this.transport.speak(language);
  }

  registry(): Promise<RegistryAnswer> {
    return this.transport.json('/registry');
  }

  /** The MapLibre style of a theme for the city as measured that way; a theme of null draws without one. */
  style(theme: string | null, language: Language, basis: Basis): Promise<MapStyle> {
    return this.transport.json(styleAddress(theme, language, basis));
  }

  /** Where the data lies (a river may run on beyond it), and how many things each layer has on a day; null is today. */
  async city(asOf: string | null = null, signal?: AbortSignal): Promise<CitySize> {
    const asked = `/collections${query({ as_of: asOf })}`;
    const { collections, extent } = await this.transport.json<Schemas['Collections']>(asked, signal ? { signal } : {});
    return {
      extent: around(extent?.spatial.bbox ?? []),
      counts: Object.fromEntries(collections.map(({ id, count }) => [id, count])),
    };
  }

  /** Who reads: nobody who is signed in is the public. */
  session(): Promise<Schemas['SessionDocument']> {
    return this.transport.json('/session');
  }

  /** What everybody may know of an area; null is the city. */
  publicArea(area: Thing | null, signal: AbortSignal): Promise<PublicAnswer> {
    return this.transport.json(`/public/${area ? `${area.layer}/${area.id}` : 'city/0'}`, { signal });
  }

  item(thing: Thing, asOf: string | null): Promise<Item> {
    return this.measuredItem(thing, { ...USUAL, asOf });
  }

  /** A thing of a computed layer, as measured that way. */
  measuredItem(thing: Thing, basis: Basis): Promise<Item> {
    return this.transport.json(`/collections/${thing.layer}/items/${thing.id}${query(basisQuery(basis))}`);
  }

  /** One page of the things of `layer`, those whose `field` names `holder` when one is given. */
  async page(layer: Layer, holder: Held | null, limit: number, cursor: string | null, asOf: string | null): Promise<Page> {
    const names = layer.fields.map((field) => field.name);
    const properties = LISTED.filter((name) => names.includes(name)).join(',');
    const sortby = SORTED.filter((name) => names.includes(name)).join(',') || null;
    const held = holder ? { [holder.field]: String(holder.id) } : {};
    const asked = { ...held, properties, sortby, count: 'true', limit: String(limit), cursor, as_of: asOf };
    const raw = await this.transport.json<Schemas['FeaturePage']>(`/collections/${layer.id}/items${query(asked)}`);
    return {
      rows: raw.features.map(({ id, properties: values }) => ({ ...named(values), id, properties: values })),
      cursor: nextCursor(raw.links),
      matched: raw.numberMatched ?? raw.numberReturned,
    };
  }

  /** Of equally good hits those nearest to `near` come first. */
  async search(text: string, near: Centre | null, limit: number, asOf: string | null, signal: AbortSignal): Promise<SearchHit[]> {
    const at = near && `${near.lon.toFixed(5)},${near.lat.toFixed(5)}`;
    const asked = query({ q: text, near: at, limit: String(limit), as_of: asOf });
    const raw = await this.transport.json<Schemas['SearchAnswer']>(`/search${asked}`, { signal });
    return raw.hits;
  }

  locate(lon: number, lat: number, asOf: string | null): Promise<Place> {
    return this.transport.json(`/locate${query({ lon: lon.toFixed(7), lat: lat.toFixed(7), as_of: asOf })}`);
  }

  /** The bytes of a tile. `address` comes from the style of this service. */
  async tile(address: string): Promise<ArrayBuffer> {
    return (await this.transport.answer(address)).arrayBuffer();
  }

  /**
   * Tells of each change after the one numbered `since`, as it happens; `onNow` says where it begins. A connection that
   * breaks is made again by the browser; `onEnd` is called when it gives up. The answer stops it.
   */
  listen(since: number | null, onChange: (number: number) => void, onEnd: () => void, onNow: (number: number) => void): () => void {
    const events = new EventSource(`/changes/events${since === null ? '' : query({ since: String(since) })}`);
    const told = (event: MessageEvent) => onChange(Number(event.lastEventId));
    events.addEventListener('now', (event: MessageEvent) => onNow(Number(event.lastEventId)));
    events.addEventListener('change', told);
    events.addEventListener('everything', told);
    events.addEventListener('error', () => {
      if (events.readyState === EventSource.CLOSED) onEnd();
    });
    return () => events.close();
  }

  /** Whether the service can answer again. */
  async isReady(): Promise<boolean> {
    try {
      await this.transport.answer('/ready');
      return true;
    } catch {
      return false;
    }
  }
}

/** The box that holds all boxes; null for none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const side = (at: number) => boxes.map((box) => box[at] ?? NaN);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}

/** The name and the code among the values of a thing. */
export function named(values: Record<string, unknown>): { name: string | null; code: string | null } {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return { name: text(values['name']), code: text(values['code']) };
}
