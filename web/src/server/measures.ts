/** What the service measures: coverage of areas, its trend, gaps. Every answer names its run. */

import type { components } from '../api.gen.ts';
import { basisQuery, lookQuery, type Basis, type Look } from '../basis.ts';
import type { GapFilter, Thing } from '../state.ts';
import { nextCursor, query, type Transport } from './transport.ts';

type Schemas = components['schemas'];

/** Three figures that add up to `total`, and covered ÷ total; with `upper`, what the straight line covers at most. */
export type Figure = Schemas['Figure'];

/** What was measured, of which data, and when: the name of every figure on the screen. */
export type Run = Schemas['RunHead'];

export type Area = Schemas['Area'];
export type Housing = Schemas['AreaHousing'];
export type AreaAnswer = Schemas['AreaCoverage'];
/** The doors of a building with the nearest venue of each category. */
export type BuildingCircle = Schemas['BuildingCircle'];
export type Reached = Schemas['Reached'];

/** Whom a place reaches on foot; the shape illustrates it and decides nothing. */
export type PlaceReach = Schemas['PlaceReach'];

export type Turnover = Schemas['Turnover'];
export type AreaTurnover = Schemas['AreaTurnover'];
export type Parks = Schemas['Parks'];
export type TrendPoint = Schemas['TrendPoint'];

/** Points as far as they are measured, in the order of time; what is `pending` is asked again. */
export type Trend = Schemas['Trend'];

/** A gap; its `rank` names it within a run. */
export type Gap = Schemas['GapRow'] & { geometry: GeoJSON.Geometry | null };

export interface GapPage {
  run: Run;
  gaps: Gap[];
  /** How many the filter lets through on all pages. */
  matched: number;
  cursor: string | null;
}

export type ExportFormat = 'csv' | 'xlsx' | 'geojson';

/** A city that was not measured yet is measured while the reader waits. */
const PATIENCE_MS = 120_000;

/** A siting that is computed again takes as long as it was allowed to. */
const RERUN_MS = 660_000;

export class Measures {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** The figures of an area, or of the city for null. */
  area(area: Thing | null, basis: Basis, signal: AbortSignal): Promise<AreaAnswer> {
    return this.json(`/coverage/${areaPath(area)}${query(basisQuery(basis))}`, signal);
  }

  /** The same figures on several days; the day of `basis` is none of them. */
  trend(area: Thing | null, dates: readonly string[], basis: Basis, signal: AbortSignal): Promise<Trend> {
    const asked = { dates: dates.join(','), ...basisQuery({ ...basis, asOf: null }) };
    return this.json(`/coverage/${areaPath(area)}/trend${query(asked)}`, signal);
  }

  doors(building: number, look: Look, signal: AbortSignal): Promise<BuildingCircle> {
    return this.json(`/circle/buildings/${building}${query(lookQuery(look))}`, signal);
  }

  reach(lon: number, lat: number, look: Look, signal: AbortSignal): Promise<PlaceReach> {
    return this.json(`/circle/reach${query({ lon: String(lon), lat: String(lat), ...lookQuery(look) })}`, signal);
  }

  async gaps(listed: ListedGaps, limit: number, cursor: string | null, signal: AbortSignal): Promise<GapPage> {
    const raw = await this.gapPage({ ...gapQuery(listed), limit: String(limit), cursor }, signal);
    return { run: raw.run, gaps: raw.features.map(asGap), matched: raw.numberMatched, cursor: nextCursor(raw.links) };
  }

  /** The gap of a rank, whatever is listed; null where there is none. */
  async gap(rank: number, look: Look, signal: AbortSignal): Promise<Gap | null> {
    const raw = await this.gapPage({ ...lookQuery(look), rank: String(rank) }, signal);
    return raw.features.map(asGap)[0] ?? null;
  }

  /** The address under which the service hands out everything that the filter lets through, as a file. */
  gapsFile(listed: ListedGaps, format: ExportFormat): string {
    return `/gaps${query({ ...gapQuery(listed), format })}`;
  }

  /** Who moved between two days, in every area of a level. */
  turnover(level: string, since: string, until: string, signal: AbortSignal): Promise<Turnover> {
    return this.json(`/turnover${query({ level, since, until })}`, signal);
  }

  /** How party coverage of every park followed its growth between two days. */
  parks(since: string, until: string, signal: AbortSignal): Promise<Parks> {
    return this.json(`/parks${query({ since, until })}`, signal);
  }

  /** What a run is, without its result; null where there is none of that number. */
  async run(id: number, signal: AbortSignal): Promise<Run | null> {
    const { runs } = await this.json<Schemas['RunPage']>(`/runs${query({ before: String(id + 1), limit: '1' })}`, signal);
    return runs.find((run) => run.id === id) ?? null;
  }

  /** Measures a run again from the data of its time, and compares; nothing is written. */
  rerun(id: number, signal: AbortSignal): Promise<Schemas['Rerun']> {
    return this.transport.json(`/runs/${id}/rerun`, { method: 'POST', signal, patience: RERUN_MS });
  }

  private gapPage(asked: Readonly<Record<string, string | null>>, signal: AbortSignal): Promise<Schemas['GapPage']> {
    return this.json(`/gaps${query(asked)}`, signal);
  }

  private json<Shape>(address: string, signal: AbortSignal): Promise<Shape> {
    return this.transport.json(address, { signal, patience: PATIENCE_MS });
  }
}

/** Which gaps are listed: those that the filter lets through, within an area or in the whole city, of that city. */
export interface ListedGaps {
  filter: GapFilter;
  within: Thing | null;
  look: Look;
}

function gapQuery({ filter, within, look }: ListedGaps): Record<string, string | null> {
  const { kind, level, category, sort } = filter;
  return { ...lookQuery(look), kind, level, category, within: within && `${within.layer}/${within.id}`, sort };
}

function asGap({ geometry, properties }: Schemas['GapFeature']): Gap {
  return { ...properties, geometry: geometry as GeoJSON.Geometry | null };
}

function areaPath(area: Thing | null): string {
  return area ? `${area.layer}/${area.id}` : 'city/0';
}
