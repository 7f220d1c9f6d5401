/** What the desk asks the service and tells it. */

import type { components } from '../api.gen.ts';
import type { Layer, Theme } from '../registry.ts';
import { nextCursor, query, type Transport } from '../server/transport.ts';
import { listQuery, loadQuery, type Filter } from './filter.ts';

type Schemas = components['schemas'];

export type Incident = Schemas['Incident'];
export type OneIncident = Schemas['OneIncident'];
export type Move = Schemas['AllowedMove'];
export type Categories = Schemas['Categories'];
/** All incidents of a filter on a map: single ones, and groups of what stands too close. */
export type IncidentMap = Schemas['IncidentMap'];
export type MappedIncident = Schemas['MappedIncident'];
export type IncidentGroup = Schemas['IncidentGroup'];

/** A step or an amendment: sent twice under the same `client_id`, it is carried out once. */
export interface Step {
  client_id: string;
  to: string;
  role: string;
  reason: string | null;
}

/** How much an area has to deal with; `rate_per_100` is per 100 households, `hot` by a count test over all areas. */
export type AreaLoad = Schemas['AreaLoad'];

export type Amended = Schemas['Amended'];

/** A place in degrees, or a building. */
export type Spot = { lon: number; lat: number } | { building_id: number };

export interface Page {
  incidents: Incident[];
  matched: number;
  cursor: string | null;
}

export interface Start {
  layers: Layer[];
  derived: Layer[];
  themes: Theme[];
  attribution: string;
  map_approval_number: string;
}

export interface Area {
  id: number;
  name: string;
}

export class DeskService {
  readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  categories(): Promise<Categories> {
    return this.transport.json('/incidents/categories');
  }

  registry(): Promise<Start> {
    return this.transport.json('/registry');
  }

  async extent(): Promise<readonly number[] | null> {
    const { extent } = await this.transport.json<Schemas['Collections']>('/collections');
    return extent?.spatial.bbox[0] ?? null;
  }

  async areas(layer: string): Promise<Area[]> {
    const asked = query({ properties: 'name,code', limit: '1000' });
    const page = await this.transport.json<Schemas['FeaturePage']>(`/collections/${layer}/items${asked}`);
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return page.features.map(({ id, properties }) => ({ id, name: text(properties['name']) ?? text(properties['code']) ?? String(id) }));
  }

  async page(filter: Filter, limit: number, cursor: string | null, signal: AbortSignal): Promise<Page> {
    const raw = await this.transport.json<Schemas['IncidentPage']>(`/incidents${listQuery(filter, limit, cursor)}`, { signal });
    return { incidents: raw.incidents, matched: raw.number_matched, cursor: nextCursor(raw.links) };
  }

  one(id: number, signal: AbortSignal): Promise<OneIncident> {
    return this.transport.json(`/incidents/${id}`, { signal });
  }

  async load(filter: Filter, signal: AbortSignal): Promise<AreaLoad[]> {
    return (await this.transport.json<Schemas['Load']>(`/incidents/load${loadQuery(filter)}`, { signal })).areas;
  }

  step(id: number, step: Step, expect: string): Promise<OneIncident> {
    return this.transport.json(`/incidents/${id}/steps`, { sent: { ...step, expect } });
  }

  stepAll(ids: readonly number[], step: Step): Promise<unknown> {
    return this.transport.json('/incidents/steps', { sent: { ...step, ids } });
  }

  map(asked: string, signal: AbortSignal): Promise<IncidentMap> {
    return this.transport.json(`/incidents/map${asked}`, { signal });
  }

  /** Another grid deals with it: a candidate, or with a reason any other. */
  route(id: number, grid_id: number, client_id: string, reason: string | null = null): Promise<Amended> {
    return this.transport.json(`/incidents/${id}/route`, { sent: { grid_id, client_id, reason, role: 'dispatcher' } });
  }

  /** It is somewhere else: the service derives its grid again. */
  place(id: number, to: Spot, client_id: string, reason: string | null = null): Promise<Amended> {
    return this.transport.json(`/incidents/${id}/place`, { sent: { ...to, client_id, reason, role: 'dispatcher' } });
  }

  async isReady(): Promise<boolean> {
    try {
      await this.transport.answer('/ready');
      return true;
    } catch {
      return false;
    }
  }
}
