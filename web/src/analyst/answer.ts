/** An answer of the service as rows, whatever was asked. */

import { knownShare } from '../measure/figures.ts';
import type { Figure } from '../server/measures.ts';
import { nextCursor } from '../server/transport.ts';
import type { Row } from './columns.ts';
import { kindOf, type Question } from './question.ts';

export interface RawAnswer {
  run?: { id: number; as_of: string };
  features?: { id: number; geometry: GeoJSON.Geometry | null; properties: Record<string, unknown> }[];
  areas?: Record<string, unknown>[];
  numberMatched?: number;
  links: { rel: string; href: string }[];
}

export interface Answer {
  rows: Row[];
  matched: number | null;
  cursor: string | null;
  run: { id: number; as_of: string } | null;
}

export function readAnswer(question: Question, raw: RawAnswer): Answer {
  const areas = (raw.areas ?? []).map((area) => (kindOf(question) === 'coverage' ? covered(area, question.index) : area));
  const rows = [
    ...areas.map((area): Row => ({ id: idOf(area), layer: textOf(area['layer']), values: area, geometry: null })),
    ...(raw.features ?? []).map(({ id, geometry, properties }): Row => ({
      id, layer: kindOf(question) === 'items' ? question.about : null, values: { id, ...properties }, geometry,
    })),
  ];
  return { rows, matched: raw.numberMatched ?? null, cursor: nextCursor(raw.links), run: raw.run ?? null };
}

/** An area with the parts of the chosen figure beside its name; nothing where that figure was not measured, and no share where nothing is known. */
function covered(area: Record<string, unknown>, index: string): Record<string, unknown> {
  const figures = (area['figures'] ?? {}) as Record<string, unknown>;
  const [word = '', category] = index.split('.');
  const held = figures[word];
  const figure = category === undefined ? held : (held as Record<string, unknown> | undefined)?.[category];
  const told = (figure ?? {}) as Record<string, unknown>;
  return { ...area, ...told, ...('share' in told ? { share: knownShare(told as unknown as Figure) } : {}) };
}

function idOf(area: Record<string, unknown>): number | null {
  return typeof area['id'] === 'number' ? area['id'] : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
