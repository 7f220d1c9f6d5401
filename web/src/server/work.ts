/** What the grid worker's page asks the service and tells it. */

import type { components } from '../api.gen.ts';
import type { Letter } from '../work/letter.ts';
import type { PositionCrs } from '../work/mars.ts';
import { query, type Transport } from './transport.ts';

type Schemas = components['schemas'];
type Shaped<Kind> = Omit<Kind, 'geometry'> & { geometry: GeoJSON.Geometry | null };

export type PackGrid = Shaped<Schemas['PackGrid']>;
export type PackBuilding = Shaped<Schemas['PackBuildingDoors']>;
export type Entrance = Schemas['EntranceDoors'];
export type Pack = Omit<Schemas['WorkPack'], 'grids' | 'buildings'> & {
  grids: PackGrid[];
  buildings: PackBuilding[];
};
export type Located = Schemas['Located'];
export type Hit = Schemas['Hit'];
export type Geocoded = Schemas['Geocoded'];
export type AddressPlace = Schemas['AddressPlace'];

/** An incident as this reader may see it; from `/incidents/near` with its distance. */
export type Incident = Schemas['Incident'] & { distance_m?: number };
/** What may be the same: of one's own areas whole, of others only that it is known. */
export type Known = Pick<Incident, 'id' | 'code' | 'category'> & Partial<Incident>;
export type Case = Schemas['OneIncident'];
export type Step = Schemas['AllowedMove'];
export type Word = Pick<Schemas['CategoryDocument'], 'id' | 'label'>;

/** A grid that may be chosen. */
export interface Choice {
  id: number;
  name: string | null;
  code: string | null;
}

/** Photos travel slowly: a report may take longer than a question. */
const SENDING_MS = 60_000;

export class WorkService {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Who asks: staff roles, none for the public. */
  scope(): Promise<Schemas['WorkScope']> {
    return this.transport.json('/work/scope');
  }

  pack(grids: readonly number[]): Promise<Pack> {
    return this.transport.json(`/work/pack${query({ grids: grids.join(',') })}`);
  }

  doors(building: number): Promise<Schemas['BuildingDoors']> {
    return this.transport.json(`/doors${query({ building: String(building) })}`);
  }

  locate(lon: number, lat: number, crs: PositionCrs, signal?: AbortSignal): Promise<Located> {
    return this.transport.json(`/locate${query({ ...degrees(lon, lat), crs })}`, signal ? { signal } : {});
  }

  /** Which door does a spoken address mean? Candidates nearer to `near` come first. */
  geocode(text: string, near: readonly [number, number] | null, signal: AbortSignal): Promise<Geocoded> {
    const place = near ? near.map((each) => each.toFixed(6)).join(',') : null;
    return this.transport.json(`/geocode${query({ q: text, near: place })}`, { signal });
  }

  async search(text: string, signal: AbortSignal): Promise<Hit[]> {
    const { hits } = await this.transport.json<Schemas['SearchAnswer']>(`/search${query({ q: text, limit: '40' })}`, { signal });
    return hits;
  }

  /** The grids of an area such as `community/3`, in the order of their codes. */
  async gridsWithin(area: string): Promise<Choice[]> {
    const asked = query({ within: area, properties: 'code,name', sortby: 'code', limit: '200' });
    const { features } = await this.transport.json<Schemas['FeaturePage']>(`/collections/grid/items${asked}`);
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return features.map(({ id, properties }) => ({ id, name: text(properties['name']), code: text(properties['code']) }));
  }

  async near(category: string, lon: number, lat: number, crs: PositionCrs, signal: AbortSignal): Promise<Known[]> {
    const asked = query({ category, ...degrees(lon, lat), crs });
    return (await this.transport.json<Schemas['NearIncidents']>(`/incidents/near${asked}`, { signal })).incidents;
  }

  case(id: number): Promise<Case> {
    return this.transport.json(`/incidents/${id}`);
  }

  catalogue(): Promise<Schemas['Categories']> {
    return this.transport.json('/incidents/categories');
  }

  step(id: number, asked: Omit<Schemas['StepText'], 'reason'> & { reason?: string }): Promise<Case> {
    return this.transport.json(`/incidents/${id}/steps`, { sent: asked });
  }

  /** Sends a letter under its client-made id; the same id again is the same letter, stored once. With `account`: in its name, or not at all. */
  async send(id: string, letter: Letter, account?: number): Promise<Schemas['Reported']> {
    const by = account === undefined ? {} : { account };
    if (letter.kind === 'support') {
      const told = { client_id: id, ...(letter.note === '' ? {} : { note: letter.note }) };
      return this.transport.json(`/incidents/${letter.incident.id}/support`, { sent: told, ...by });
    }
    const report = { client_id: id, ...letter.report };
    if (letter.photos.length === 0) return this.transport.json('/incidents', { sent: report, patience: SENDING_MS, ...by });
    const form = new FormData();
    form.append('report', new Blob([JSON.stringify(report)], { type: 'application/json' }));
    letter.photos.forEach(({ bytes, type }, at) => form.append('photo', new Blob([bytes], { type }), `photo-${at + 1}.jpg`));
    return this.transport.json('/incidents', { form, patience: SENDING_MS, ...by });
  }
}

function degrees(lon: number, lat: number): { lon: string; lat: string } {
  return { lon: lon.toFixed(7), lat: lat.toFixed(7) };
}
