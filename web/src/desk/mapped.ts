/** All incidents of the filter, as the desk's map shows them: asked for anew where the reader goes. */

import type { Loader } from '../measure/loaded.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { Filter } from './filter.ts';
import { mapQuery } from './filter.ts';
import type { DeskService, IncidentMap } from './service.ts';

/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number];

interface View {
  zoom: number;
  box: Box;
}

/** A little more than is seen is asked for, so that a small step asks for nothing. */
const MARGIN = 0.25;

export class Mapped {
  private readonly service: DeskService;
  private readonly loader: Loader<IncidentMap>;
  private seen: View | null = null;
  private asked: View | null = null;
  private question = '';

  constructor(service: DeskService, loader: Loader<IncidentMap>) {
    this.service = service;
    this.loader = loader;
  }

  get shown(): IncidentMap | null {
    return readSoFar(this.loader.now);
  }

  /** The reader sees that part of the city. */
  look(zoom: number, box: Box, filter: Filter): void {
    this.seen = { zoom: Math.round(zoom), box };
    this.follow(filter);
  }

  /** Asks where something else is to be seen than what was asked for; nothing while loads of areas are looked at. */
  follow(filter: Filter, again = false): void {
    const { seen, asked } = this;
    if (seen === null || filter.view !== 'list') return;
    const question = mapQuery(filter, null, null);
    const isHeld = asked !== null && asked.zoom === seen.zoom && holds(asked.box, seen.box) && question === this.question;
    if (isHeld && !again) return;
    this.question = question;
    this.asked = { zoom: seen.zoom, box: widened(seen.box) };
    const address = mapQuery(filter, this.asked.zoom, this.asked.box);
    void this.loader.load((signal) => this.service.map(address, signal), true);
  }

  /** After a silence of the service nothing that was asked counts. */
  forget(): void {
    this.asked = null;
  }
}

export function holds(outer: Box, inner: Box): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}

/** Kept within the degrees that the service takes. */
export function widened([west, south, east, north]: Box): Box {
  const [over, up] = [(east - west) * MARGIN, (north - south) * MARGIN];
  return [Math.max(west - over, -180), Math.max(south - up, -90), Math.min(east + over, 180), Math.min(north + up, 90)];
}
