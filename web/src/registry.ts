/** The registry of the service as the map uses it: layers in drawing order, their fields, and the colour themes. */

import type { Label, Language } from './i18n.ts';

export interface Choice {
  value: string;
  label: Label;
  colour: string | null;
}

export interface Field {
  name: string;
  type: 'text' | 'integer' | 'real' | 'boolean' | 'date' | 'datetime';
  label: Label;
  unit: string | null;
  ref: string | null;
  choices: Choice[];
}

export interface Layer {
  id: string;
  label: Label;
  geometry: string;
  parent: string | null;
  parent_field: string | null;
  zooms: [number, number] | null;
  cluster_below: number | null;
  look: { colour: string; fill: string | null } | null;
  fields: Field[];
}

export interface ThemeClass {
  value: string | number;
  colour: string;
  label: Label;
}

/** What a theme colours over a range of zooms: from the first, up to before the second. */
export interface Stage {
  layer: string;
  field: string;
  numeric: boolean;
  zooms: [number, number];
  classes: ThemeClass[];
  other: ThemeClass | null;
}

export interface Theme {
  id: string;
  label: Label;
  group: string;
  stages: Stage[];
}

/** The areas that a planner goes down through, largest first. */
export const LEVELS = ['street', 'community', 'grid', 'estate', 'building'] as const;

/** What lies under the map and is neither chosen nor listed. */
const GROUND = ['landcover', 'path'];

/** Fields that every layer may carry beside its own; the card shows them under the same words everywhere. */
const LINKS_SHOWN_ELSEWHERE = ['boundary_set_id'];

export class Registry {
  readonly layers: readonly Layer[];
  readonly themes: readonly Theme[];
  private readonly byId: ReadonlyMap<string, Layer>;

  /** `derived` layers are computed from the others: themes colour them, nobody chooses or lists them. */
  constructor(layers: readonly Layer[], themes: readonly Theme[], derived: readonly Layer[] = []) {
    this.layers = layers;
    this.themes = themes;
    this.byId = new Map([...layers, ...derived].map((layer) => [layer.id, layer]));
  }

  /** The layer of that id; throws for a name that the registry does not have. */
  layer(id: string): Layer {
    const layer = this.byId.get(id);
    if (!layer) throw new Error(`the registry has no layer «${id}»`);
    return layer;
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  theme(id: string | null): Theme | null {
    return this.themes.find((theme) => theme.id === id) ?? null;
  }

  /** The wished theme, or where its layer is empty the first whose layer is not; null where no theme has anything. */
  firstTheme(wished: string, counts: Readonly<Record<string, number>>): Theme | null {
    const filled = this.themes.filter((theme) => theme.stages.some((stage) => (counts[stage.layer] ?? 0) > 0));
    return filled.find((theme) => theme.id === wished) ?? filled[0] ?? null;
  }

  /** The layers that the map draws, in drawing order, bottom first. */
  get drawn(): Layer[] {
    return this.layers.filter((layer) => layer.zooms !== null);
  }

  /** The field by which things of `layer` say which `holder` holds them; null where they do not. */
  holderField(layer: Layer, holder: string): string | null {
    return layer.fields.find((field) => field.ref === holder)?.name ?? null;
  }

  /** The fields that a card shows: everything but names (its heading) and links (shown as parents). */
  cardFields(layer: Layer): Field[] {
    return layer.fields.filter(
      (field) => field.name !== 'name' && !isLevel(field.ref) && !LINKS_SHOWN_ELSEWHERE.includes(field.name),
    );
  }
}

export function isLevel(id: string | null): id is (typeof LEVELS)[number] {
  return (LEVELS as readonly (string | null)[]).includes(id);
}

/** Whether a click may choose things of that layer. */
export function isChoosable(id: string): boolean {
  return !GROUND.includes(id);
}

export function isPointLayer(layer: Layer): boolean {
  return layer.geometry === 'Point' || layer.cluster_below !== null;
}

/** The word of a coded value in the reader's language; the value itself when the registry does not know it. */
export function choiceWord(field: Field, value: string, language: Language): string {
  return field.choices.find((choice) => choice.value === value)?.label[language] ?? value;
}
