/** The planner's desk: the changes being tried, what would be different, and what the next click on the map does. */

import type { App } from '../app.ts';
import { PRESETS } from '../basis.ts';
import { dayOf } from '../days.ts';
import { Loader, readSoFar, type Loaded } from '../measure/loaded.ts';
import type { Place } from '../server.ts';
import type { Difference, Scenario, Seat } from '../server/whatif.ts';
import type { PanelView, Thing } from '../state.ts';
import {
  isPlaced,
  moved,
  named,
  removed,
  withParameter,
  without,
  type AddUnit,
  type Change,
  type Changes,
  type Placed,
  type SetParameter,
} from './changes.ts';
import { questionOf, type Question } from './difference.ts';
import { begun, redone, stepped, undone } from './history.ts';
import { addedUnits, newUnit } from './placing.ts';
import { Scenarios } from './scenarios.ts';
import { SiteSearch } from './sites.ts';
import { Things } from './things.ts';

/** What the next click on the map (or Enter at its middle) does. */
export type Armed =
  | { kind: 'venue'; category: string }
  | { kind: 'unit'; level: number }
  | { kind: 'move'; layer: Placed; id: number }
  | { kind: 'link'; unit: number; removes: boolean }
  | { kind: 'candidate' };

/** The places under a click from which the target of a service link is chosen. */
export interface LinkChoice {
  unit: number;
  removes: boolean;
  places: Place['places'];
}

/** A pause in which further changes join the same question. */
const PAUSE_MS = 120;

const KEPT_AS = 'jingwei.what-if';

export class WhatIfDesk {
  armed: Armed | null = null;
  linkChoice: LinkChoice | null = null;
  /** Whether the map shows the difference or the theme while changes are tried. */
  showsTheme = false;
  /** The scenario that the list was opened from or kept as. */
  opened: Scenario | null = null;
  readonly things: Things;
  readonly scenarios: Scenarios;
  readonly sites: SiteSearch;
  /** The place under a point of the page, as the map knows it; null beside the map. */
  placeUnder: (clientX: number, clientY: number) => [lon: number, lat: number] | null = () => null;
  private history = begun<Changes>(restored());
  private readonly app: App;
  private readonly loader: Loader<Difference>;
  private key = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App) {
    this.app = app;
    this.loader = new Loader(
      () => app.tell('whatif'),
      (error) => app.explain(error),
    );
    this.scenarios = new Scenarios(app);
    this.sites = new SiteSearch(app);
    this.things = new Things(() => app.tell('whatif'));
  }

  get changes(): Changes {
    return this.history.now;
  }

  get now(): Loaded<Difference> {
    return this.loader.now;
  }

  get difference(): Difference | null {
    return readSoFar(this.loader.now);
  }

  get canUndo(): boolean {
    return this.history.past.length > 0;
  }

  get canRedo(): boolean {
    return this.history.future.length > 0;
  }

  get isOpen(): boolean {
    return this.app.state.kind === 'city' && this.app.shown.panel === 'whatif';
  }

  /** Whether the map shows differences instead of the theme. */
  get colours(): boolean {
    return this.isOpen && !this.showsTheme && this.changes.length > 0;
  }

  get question(): Question {
    return questionOf(this.app.shown.theme);
  }

  /** Asks what would be different, whenever the changes, the day or what is measured by are others; only while the desk is open. */
  follow(): void {
    const { app, changes } = this;
    if (!this.isOpen) return;
    this.scenarios.follow();
    const { asOf, preset, reading, weight } = app.shown;
    const key = JSON.stringify([asOf, preset, reading, weight, changes]);
    if (key === this.key) return;
    this.key = key;
    clearTimeout(this.timer);
    this.things.read(app.server, named(changes), app.shown.asOf);
    if (changes.length === 0) this.loader.clear();
    else this.timer = setTimeout(() => void this.ask(key), PAUSE_MS);
  }

  /** What a view of the panel hides: on the desk what can be placed is seen; away from it nothing is in the hand. */
  hiddenIn(panel: PanelView): readonly string[] {
    const { hidden } = this.app.shown;
    if (panel === 'whatif') return hidden.filter((layer) => !isPlaced(layer));
    this.armed = null;
    return panel === 'sites' ? hidden.filter((layer) => layer !== 'venue') : hidden;
  }

  again(): void {
    this.key = '';
    this.scenarios.again();
    this.follow();
  }

  /** From now on the list is that one; undo brings the present one back. */
  set(changes: Changes): void {
    if (changes === this.changes) return;
    this.history = stepped(this.history, changes);
    this.changed();
  }

  add(...changes: Change[]): void {
    this.set([...this.changes, ...changes]);
  }

  edit(at: number, change: Change): void {
    this.set(this.changes.with(at, change));
  }

  removeAt(at: number): void {
    this.set(without(this.changes, at));
  }

  clear(): void {
    this.opened = null;
    if (this.app.shown.scenario !== null) this.app.show({ scenario: null }, 'replace', 'whatif');
    if (this.changes.length > 0) this.set([]);
  }

  undo(): void {
    this.history = undone(this.history);
    this.changed();
  }

  redo(): void {
    this.history = redone(this.history);
    this.changed();
  }

  move(layer: Placed, id: number, lon: number, lat: number): void {
    this.set(moved(this.changes, layer, id, rounded(lon), rounded(lat)));
  }

  take(layer: Placed, id: number): void {
    this.set(removed(this.changes, layer, id));
  }

  threshold(name: string, value: SetParameter['value'] | null): void {
    this.set(withParameter(this.changes, name, value));
  }

  arm(armed: Armed | null): void {
    this.armed = armed;
    this.linkChoice = null;
    this.app.tell('whatif');
  }

  /** The reader chose a place on the map: what is armed happens there. */
  async placeAt(lon: number, lat: number, armed: Armed | null = this.armed): Promise<void> {
    // Candidates are drawn one after the other, until Escape.
    if (armed?.kind !== 'candidate') this.armed = null;
    this.app.tell('whatif');
    try {
      await this.place(armed, rounded(lon), rounded(lat));
    } catch (error) {
      this.app.announce(this.app.explain(error).title);
    }
  }

  link(unit: number, { layer, id }: Thing, removes: boolean, isPrimary = false): void {
    this.linkChoice = null;
    const link = { unit_id: unit, target_layer: layer, target_id: id };
    this.add(removes ? { op: 'remove_link', ...link } : { op: 'add_link', ...link, is_primary: isPrimary });
  }

  show(showsTheme: boolean): void {
    this.showsTheme = showsTheme;
    this.app.tell('whatif');
  }

  /** Opens a scenario: its changes are the list, on its own day and by its own preset. */
  open(scenario: Scenario): void {
    this.opened = scenario;
    this.set(scenario.changes);
    this.app.setBasis({ preset: PRESETS.find((preset) => preset === scenario.preset) ?? null });
    this.app.setAsOf(scenario.as_of === dayOf(new Date()) ? null : scenario.as_of);
  }

  /** What the units of the list are called, for choosing one as a parent. */
  added(level: number): Seat[] {
    return addedUnits(this.changes, level, (at) => this.app.say.planAdded(String(at + 1)));
  }

  private async place(armed: Armed | null, lon: number, lat: number): Promise<void> {
    const { app } = this;
    switch (armed?.kind) {
      case 'venue':
        this.add({ op: 'add_venue', category: armed.category, lon, lat });
        break;
      case 'unit': {
        const unit: AddUnit = await newUnit(app.server, armed.level, { lon, lat }, app.shown.asOf, this.added(armed.level - 1));
        this.add(unit);
        break;
      }
      case 'move':
        this.move(armed.layer, armed.id, lon, lat);
        break;
      case 'link': {
        const { places } = await app.server.locate(lon, lat, app.shown.asOf);
        // Something else was taken into the hand meanwhile.
        if (this.armed !== null) return;
        this.linkChoice = { unit: armed.unit, removes: armed.removes, places };
        app.announce(places.length > 0 ? app.say.linkChoose : app.say.outsideCity);
        break;
      }
      case 'candidate':
        this.sites.addPoint(lon, lat);
        break;
      case undefined:
    }
  }

  private async ask(key: string): Promise<void> {
    const { app, changes } = this;
    await this.loader.load((signal) => app.server.whatIfs.ask(changes, app.shown, signal), true);
    const { now } = this.loader;
    if (key === this.key && now.kind === 'ready') app.announce(app.say.planAnswered(String(now.value.buildings.length)));
  }

  private changed(): void {
    kept(this.changes);
    this.app.tell('whatif');
  }
}

/** Seven decimals: a centimetre, and what the service keeps. */
function rounded(degrees: number): number {
  return Number(degrees.toFixed(7));
}

/** The list outlives a reload of the page, and nothing else: it is kept in the tab. */
function kept(changes: Changes): void {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(changes));
  } catch {
    // A browser that keeps nothing loses the list on a reload, and works otherwise.
  }
}

function restored(): Changes {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? '[]');
    return Array.isArray(found) ? (found as Changes) : [];
  } catch {
    return [];
  }
}
