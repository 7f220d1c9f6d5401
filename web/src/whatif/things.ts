/** The names and places of the city's things that a list of changes mentions: read once each, shown when they come. */

import type { Server } from '../server.ts';
import { named } from '../server.ts';

export interface Known {
  name: string;
  lon: number | null;
  lat: number | null;
  level: number | null;
  category: string | null;
}

export class Things {
  private readonly known = new Map<string, Known>();
  private readonly asked = new Set<string>();
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  /** What is known of a thing; null until it is read. */
  of(layer: string, id: number): Known | null {
    return this.known.get(`${layer}/${id}`) ?? null;
  }

  /** Reads what is not read yet; what cannot be read keeps its number as its name. */
  read(server: Server, things: readonly { layer: string; id: number }[], asOf: string | null): void {
    for (const { layer, id } of things) {
      const key = `${layer}/${id}`;
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      server
        .item({ layer, id }, asOf)
        .then(({ geometry, properties }) => this.note(key, properties, geometry))
        .catch(() => this.asked.delete(key));
    }
  }

  private note(key: string, properties: Record<string, unknown>, geometry: GeoJSON.Geometry | null): void {
    const { name, code } = named(properties);
    const { level, category } = properties;
    const [lon = null, lat = null] = geometry?.type === 'Point' ? geometry.coordinates : [];
    this.known.set(key, {
      name: name ?? code ?? '',
      lon,
      lat,
      level: typeof level === 'number' ? level : null,
      category: typeof category === 'string' ? category : null,
    });
    this.changed();
  }
}
