/** The scenarios that the service keeps: saved, opened, renamed, deleted, compared, handed out. */

import type { App } from '../app.ts';
import { dayOf } from '../days.ts';
import { Loader, readSoFar, type Loaded } from '../measure/loaded.ts';
import type { Compared, Scenario, ScenarioText } from '../server/whatif.ts';
import type { Trouble } from '../state.ts';
import { csvOf } from './table.ts';

const COMPARED = 2;
const NONE: readonly Scenario[] = [];

export class Scenarios {
  /** The numbers of those to be compared, the oldest mark first. */
  marked: readonly number[] = [];
  /** Why the last step did not succeed. */
  trouble: Trouble | null = null;
  private readonly app: App;
  private readonly list: Loader<readonly Scenario[]>;
  private readonly comparison: Loader<readonly Compared[]>;
  private isRead = false;

  constructor(app: App) {
    this.app = app;
    const changed = () => app.tell('whatif');
    this.list = new Loader(changed, (error) => app.explain(error));
    this.comparison = new Loader(changed, (error) => app.explain(error));
  }

  get now(): Loaded<readonly Scenario[]> {
    return this.list.now;
  }

  get kept(): readonly Scenario[] {
    return readSoFar(this.list.now) ?? NONE;
  }

  get compared(): Loaded<readonly Compared[]> {
    return this.comparison.now;
  }

  /** Reads the list once it is looked at, and opens what the address names. */
  follow(): void {
    const { app } = this;
    if (!app.whatIf.isOpen) return;
    if (!this.isRead) void this.read();
    const wanted = app.shown.scenario;
    if (wanted !== null && wanted !== app.whatIf.opened?.id) void this.openWanted(wanted);
  }

  again(): void {
    this.isRead = false;
    this.follow();
  }

  /** Keeps the present list: under a new name, or in place of the opened scenario. */
  save(name: string, inPlace: boolean): Promise<void> {
    return this.tried(async () => {
      const { app } = this;
      const { whatIf } = app;
      const preset = whatIf.difference?.run.parameters['preset'];
      const text: ScenarioText = {
        name,
        as_of: app.shown.asOf ?? whatIf.difference?.run.as_of ?? dayOf(new Date()),
        preset: app.shown.preset ?? (typeof preset === 'string' ? preset : 'distance-10'),
        changes: whatIf.changes,
      };
      this.note(await app.server.whatIfs.keep(inPlace ? (whatIf.opened?.id ?? null) : null, text));
      app.announce(app.say.scenarioSaved(name));
    });
  }

  rename(scenario: Scenario, name: string): Promise<void> {
    return this.tried(async () => {
      const { as_of, preset, changes } = scenario;
      const renamed = await this.app.server.whatIfs.keep(scenario.id, { name, as_of, preset, changes });
      if (this.app.whatIf.opened?.id === scenario.id) this.app.whatIf.opened = renamed;
    });
  }

  drop(scenario: Scenario): Promise<void> {
    return this.tried(async () => {
      const { app } = this;
      await app.server.whatIfs.drop(scenario.id);
      this.marked = this.marked.filter((id) => id !== scenario.id);
      if (app.whatIf.opened?.id === scenario.id) {
        app.whatIf.opened = null;
        app.show({ scenario: null }, 'replace', 'whatif');
      }
      app.announce(app.say.scenarioDropped(scenario.name));
    });
  }

  open(scenario: Scenario): void {
    this.app.whatIf.open(scenario);
    this.app.show({ scenario: scenario.id }, 'replace', 'whatif');
  }

  /** Marks a scenario for comparing, or takes the mark back; the third mark replaces the first. */
  mark(id: number, isMarked: boolean): void {
    const others = this.marked.filter((each) => each !== id);
    this.marked = isMarked ? [...others, id].slice(-COMPARED) : others;
    this.app.tell('whatif');
  }

  get canCompare(): boolean {
    return this.marked.length === COMPARED;
  }

  compare(): void {
    const { marked } = this;
    void this.comparison.load((signal) => this.app.server.whatIfs.compare(marked, signal));
  }

  stopComparing(): void {
    this.comparison.clear();
  }

  /** A scenario with its figures as a file. */
  exported(scenario: Scenario, format: 'json' | 'csv'): Promise<void> {
    return this.tried(async () => {
      const [compared] = await this.app.server.whatIfs.compare([scenario.id], new AbortController().signal);
      if (!compared) return;
      const text = format === 'json' ? JSON.stringify(compared, null, 2) : `\ufeff${csvOf(compared.difference)}`;
      handOut(`${scenario.name}.${format}`, format === 'json' ? 'application/json' : 'text/csv', text);
    });
  }

  private note(scenario: Scenario): void {
    this.app.whatIf.opened = scenario;
    this.app.show({ scenario: scenario.id }, 'replace', 'whatif');
  }

  private async read(): Promise<void> {
    this.isRead = true;
    await this.list.load((signal) => this.app.server.whatIfs.scenarios(signal), true);
  }

  private async openWanted(id: number): Promise<void> {
    const { app } = this;
    try {
      const scenario = await app.server.whatIfs.scenario(id);
      if (app.shown.scenario === id) app.whatIf.open(scenario);
    } catch (error) {
      this.trouble = app.explain(error);
      app.show({ scenario: null }, 'replace', 'whatif');
    }
  }

  /** One step; the list is read again after it, and what went wrong is kept to be shown. */
  private async tried(act: () => Promise<void>): Promise<void> {
    this.trouble = null;
    try {
      await act();
      await this.read();
    } catch (error) {
      this.trouble = this.app.explain(error);
    }
    this.app.tell('whatif');
  }
}

/** Hands a text out as a file of that name. */
function handOut(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}
