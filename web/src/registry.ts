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
  /** Numbers are told in steps of this only, and smaller ones not at all. */
  steps?: number | null;
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
  /** What is never shown without rights: things whose field has that value. */
  withheld?: { field: string; value: string | number } | null;
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
  classes: ThemeClass[];
  other: ThemeClass | null;
  zooms: [number, number];
}

export interface Theme {
  id: string;
  label: Label;
  group: string;
  stages: Stage[];
}

/** The groups of the theme menu, in its order. */
export const THEME_GROUPS = ['party', 'circle', 'housing', 'data'] as const;

/** The areas that a planner goes down through, largest first. */
export const LEVELS = ['street', 'community', 'grid', 'estate', 'building'] as const;

/** What lies under the map and is neither chosen nor listed. */
const GROUND = ['landcover', 'path'];

/** Fields that every layer may carry beside its own; the card shows them under the same words everywhere. */
const LINKS_SHOWN_ELSEWHERE = ['boundary_set_id'];

/** The layer that only a service has that measures. */
const MEASURE_LAYER = 'gap';

export class Registry {
  readonly layers: readonly Layer[];
  readonly themes: readonly Theme[];
  private readonly derived: ReadonlySet<string>;
  private readonly byId: ReadonlyMap<string, Layer>;

  /** `derived` layers are computed from the others: themes colour them, nobody chooses or lists them. */
  constructor(layers: readonly Layer[], themes: readonly Theme[], derived: readonly Layer[] = []) {
    this.layers = layers;
    this.themes = themes;
    this.derived = new Set(derived.map((layer) => layer.id));
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

  /**
   * The first of the wished themes that has something to show, else the first theme that has; null where none has. What is
   * judged is shown where there is something to judge: units, and buildings that they serve.
   */
  firstTheme(wished: readonly string[], counts: Readonly<Record<string, number>>): Theme | null {
    const has = (layer: string) => (counts[layer] ?? 0) > 0;
    const isJudged = has('unit') && has('building');
    const filled = this.themes.filter(({ stages }) => stages.some(({ layer }) => (this.derived.has(layer) ? isJudged : has(layer))));
    const first = wished.find((id) => filled.some((theme) => theme.id === id));
    return filled.find((theme) => theme.id === first) ?? filled[0] ?? null;
  }

  /** The registry for readers to whom nothing computed is offered: its layers, and the themes of those. */
  ofEverybody(): Registry {
    const isGiven = (theme: Theme) => theme.stages.every(({ layer }) => this.isGiven(layer));
    return new Registry(this.layers, this.themes.filter(isGiven));
  }

  /** Whether a theme colours what is computed; no theme does not. */
  isComputed(theme: string | null): boolean {
    return this.theme(theme)?.stages.some(({ layer }) => !this.isGiven(layer)) ?? false;
  }

  /** Whether the service measures coverage and lists gaps. */
  get isMeasured(): boolean {
    return this.byId.has(MEASURE_LAYER);
  }

  /** Whether things of that layer are of the city itself, not computed from it. */
  isGiven(id: string): boolean {
    return this.byId.has(id) && !this.derived.has(id);
  }

  /** The layers that the map draws, in drawing order, bottom first. */
  get drawn(): Layer[] {
    return this.layers.filter((layer) => layer.zooms !== null);
  }

  /** The coded values of a field; none where the layer or the field is not known. */
  choices(layer: string, field: string): readonly Choice[] {
    return this.byId.get(layer)?.fields.find(({ name }) => name === field)?.choices ?? [];
  }

  /** The word of a coded value in the reader's language; the value itself where nothing is known of it. */
  word(layer: string, field: string, value: string, language: Language): string {
    return this.choices(layer, field).find((choice) => choice.value === value)?.label[language] ?? value;
  }

  /** The colour that themes give to a value; null where no theme knows it. */
  colourOf(value: string, theme?: string): string | null {
    const themes = this.themes.filter(({ id }) => theme === undefined || id === theme);
    const classes = themes.flatMap(({ stages }) => stages).flatMap((stage) => [...stage.classes, ...(stage.other ? [stage.other] : [])]);
    return classes.find((one) => one.value === value)?.colour ?? null;
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

/** The stage of a theme at a zoom; beyond its stages the nearest. */
export function stageAt({ stages }: Theme, zoom: number): Stage | null {
  const sorted = [...stages].sort((one, other) => one.zooms[0] - other.zooms[0]);
  return sorted.findLast((stage) => stage.zooms[0] <= zoom) ?? sorted[0] ?? null;
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
