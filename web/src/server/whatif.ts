/** What the service says would be different, and the scenarios that it keeps. */

import type { components } from '../api.gen.ts';
import { basisQuery, type Basis } from '../basis.ts';
import type { Change, Changes } from '../whatif/changes.ts';
import type { Box } from '../server.ts';
import type { Run } from './measures.ts';
import { query, type Transport } from './transport.ts';

type Schemas = components['schemas'];

export type ChangedFigure = Schemas['ChangedFigure'];
export type ChangedBuilding = Schemas['ChangedBuilding'];

/** What changes would make different, and how long it took to find out. */
export type Difference = Omit<Schemas['WhatIf'], 'run'> & { run: Run };

/** What a scenario says: a name, and which changes to which city. */
export interface ScenarioText {
  name: string;
  as_of: string;
  preset: string;
  changes: Changes;
}

export interface Scenario extends ScenarioText {
  id: number;
  changes: Change[];
  changed_at: string;
}

export interface Compared {
  scenario: Scenario;
  difference: Difference;
}

/** A unit and where it has its seat. */
export interface Seat {
  id: number;
  name: string;
  lon: number;
  lat: number;
}

const MOST_UNITS = 2_000;

/** A city that was not measured yet is measured while the reader waits. */
const PATIENCE_MS = 120_000;

export class WhatIfs {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Nothing is written. */
  ask(changes: Changes, basis: Basis, signal: AbortSignal): Promise<Difference> {
    const { as_of = null, preset = null, ...how } = basisQuery(basis);
    return this.transport.json(`/what-if${query(how)}`, { sent: { changes, as_of, preset }, signal, patience: PATIENCE_MS });
  }

  /** The units of a level that stand in a box (everywhere for null), with their seats. */
  async units(level: number, box: Box | null, asOf: string | null): Promise<Seat[]> {
    const asked = query({ level: String(level), limit: String(MOST_UNITS), as_of: asOf, bbox: box?.map((side) => side.toFixed(6)).join(',') ?? null });
    const page = await this.transport.json<Schemas['FeaturePage']>(`/collections/unit/items${asked}`);
    return page.features.flatMap(({ id, geometry, properties }) => {
      const [lon, lat] = (geometry as GeoJSON.Point | null)?.coordinates ?? [];
      const { name, code } = properties;
      if (lon === undefined || lat === undefined) return [];
      return [{ id, name: typeof name === 'string' ? name : typeof code === 'string' ? code : '', lon, lat }];
    });
  }

  async scenarios(signal: AbortSignal): Promise<Scenario[]> {
    return (await this.transport.json<{ scenarios: Scenario[] }>('/scenarios', { signal })).scenarios;
  }

  scenario(id: number): Promise<Scenario> {
    return this.transport.json(`/scenarios/${id}`);
  }

  /** Keeps a scenario, a new one where `id` is null. */
  keep(id: number | null, text: ScenarioText): Promise<Scenario> {
    if (id === null) return this.transport.json('/scenarios', { sent: text });
    return this.transport.json(`/scenarios/${id}`, { sent: text, method: 'PUT' });
  }

  async drop(id: number): Promise<void> {
    await this.transport.answer(`/scenarios/${id}`, { method: 'DELETE' });
  }

  async compare(ids: readonly number[], signal: AbortSignal): Promise<Compared[]> {
    const asked = `/scenarios/compare?ids=${ids.join(',')}`;
    return (await this.transport.json<{ compared: Compared[] }>(asked, { signal, patience: PATIENCE_MS })).compared;
  }
}
