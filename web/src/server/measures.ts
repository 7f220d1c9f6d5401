/** What the service measures: coverage of areas, its trend, gaps. Every answer names its run. */

import type { components } from '../api.gen.ts';
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

export class Measures {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** The figures of an area, or of the city for null. `asOf` null is today. */
  area(area: Thing | null, asOf: string | null, signal: AbortSignal): Promise<AreaAnswer> {
    return this.json(`/coverage/${areaPath(area)}${query({ as_of: asOf })}`, signal);
  }

  trend(area: Thing | null, dates: readonly string[], signal: AbortSignal): Promise<Trend> {
    return this.json(`/coverage/${areaPath(area)}/trend${query({ dates: dates.join(',') })}`, signal);
  }

  doors(building: number, asOf: string | null, signal: AbortSignal): Promise<BuildingCircle> {
    return this.json(`/circle/buildings/${building}${query({ as_of: asOf })}`, signal);
  }

  reach(lon: number, lat: number, asOf: string | null, signal: AbortSignal): Promise<PlaceReach> {
    return this.json(`/circle/reach${query({ lon: String(lon), lat: String(lat), as_of: asOf })}`, signal);
  }

  async gaps(listed: ListedGaps, limit: number, cursor: string | null, signal: AbortSignal): Promise<GapPage> {
    const asked = { ...gapQuery(listed), limit: String(limit), cursor };
    const raw = await this.json<Schemas['GapPage']>(`/gaps${query(asked)}`, signal);
    return {
      run: raw.run,
      gaps: raw.features.map(({ geometry, properties }) => ({ ...properties, geometry: geometry as GeoJSON.Geometry | null })),
      matched: raw.numberMatched,
      cursor: nextCursor(raw.links),
    };
  }

  /** The address under which the service hands out everything that the filter lets through, as a file. */
  gapsFile(listed: ListedGaps, format: ExportFormat): string {
    return `/gaps${query({ ...gapQuery(listed), format })}`;
  }

  private json<Shape>(address: string, signal: AbortSignal): Promise<Shape> {
    return this.transport.json(address, { signal, patience: PATIENCE_MS });
  }
}

/** Which gaps are listed: those that the filter lets through, within an area or in the whole city, on that day. */
export interface ListedGaps {
  filter: GapFilter;
  within: Thing | null;
  asOf: string | null;
}

function gapQuery({ filter, within, asOf }: ListedGaps): Record<string, string | null> {
  const { kind, level, category, sort } = filter;
  return { as_of: asOf, kind, level, category, within: within && `${within.layer}/${within.id}`, sort };
}

function areaPath(area: Thing | null): string {
  return area ? `${area.layer}/${area.id}` : 'city/0';
}
