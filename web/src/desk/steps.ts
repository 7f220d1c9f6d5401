/** The steps that a dispatcher takes: with the open incident, with all that are selected, and to another grid. */

import type { Trouble } from '../state.ts';
import { newId } from '../work/id.ts';
import type { Desk } from './desk.ts';
import type { Incident, Move, Spot } from './service.ts';

/** What was done with an incident's place, and what takes it back. */
interface Undo {
  incident: number;
  done: string;
  act: (client_id: string) => Promise<void>;
}

export class Steps {
  isBusy = false;
  trouble: Trouble | null = null;
  undo: Undo | null = null;
  private readonly desk: Desk;
  /** The number under which what is being tried was sent: a second try of the same is the same. */
  private attempt = { key: '', id: '' };

  constructor(desk: Desk) {
    this.desk = desk;
  }

  step(move: Move, role: string, reason: string): Promise<boolean> {
    const { desk } = this;
    const { incident } = desk.chosen ?? {};
    if (!incident) return Promise.resolve(false);
    const key = JSON.stringify([incident.id, incident.state, move.to, role, reason]);
    return this.tried(key, desk.say.stepDone(move.label[desk.filter.language]), async (client_id) => {
      const after = await desk.service.step(incident.id, { client_id, to: move.to, role, reason: reason || null }, incident.state);
      if (desk.filter.at === String(incident.id)) desk.one.put(after);
    });
  }

  stepAll(to: string, role: string, reason: string): Promise<boolean> {
    const { desk } = this;
    const ids = desk.incidents.map(({ id }) => id).filter((id) => desk.selected.has(id));
    const word = desk.rules.states.find(({ id }) => id === to)?.label[desk.filter.language] ?? to;
    return this.tried(JSON.stringify([ids, to, role, reason]), desk.say.bulkDone(String(ids.length), word), async (client_id) => {
      await desk.service.stepAll(ids, { client_id, to, role, reason: reason || null });
      desk.selected = new Set();
    });
  }

  route(grid: number, name: string): Promise<boolean> {
    const { desk } = this;
    const { incident } = desk.chosen ?? {};
    if (!incident) return Promise.resolve(false);
    const done = desk.say.rerouted(name);
    return this.tried(JSON.stringify([incident.id, 'route', grid]), done, async (client_id) => {
      await desk.service.route(incident.id, grid, client_id);
      this.undo = { incident: incident.id, done, act: (id) => this.routeBack(incident, id) };
    });
  }

  /** The pin of the open incident is moved there. */
  place([lon, lat]: readonly [number, number]): Promise<boolean> {
    const { desk } = this;
    const { incident } = desk.chosen ?? {};
    if (!incident) return Promise.resolve(false);
    return this.tried(JSON.stringify([incident.id, 'place', lon, lat]), desk.say.moved, async (client_id) => {
      const { incident: after } = await desk.service.place(incident.id, { lon, lat }, client_id);
      const grid = after.grid?.name ?? after.grid?.code;
      const done = grid ? desk.say.movedInto(grid) : desk.say.moved;
      const before = spotOf(incident);
      this.undo = before && { incident: incident.id, done, act: (id) => this.placeBack(incident, before, id) };
      desk.move(null);
    });
  }

  takeBack(): Promise<boolean> {
    const { undo, desk } = this;
    if (!undo) return Promise.resolve(false);
    return this.tried(JSON.stringify([undo.incident, 'undo', undo.done]), desk.say.undone, async (client_id) => {
      await undo.act(client_id);
      this.undo = null;
    });
  }

  private async routeBack({ id, grid }: Incident, client_id: string): Promise<void> {
    if (grid) await this.desk.service.route(id, grid.id, client_id, this.desk.say.undoReason);
  }

  /** Where it was; and with the grid that dealt with it, where that was not the one of the place. */
  private async placeBack(before: Incident, spot: Spot, client_id: string): Promise<void> {
    const { incident: after } = await this.desk.service.place(before.id, spot, client_id, this.desk.say.undoReason);
    if (before.grid && after.grid?.id !== before.grid.id) await this.routeBack(before, `${client_id}-grid`);
  }

  forget(): void {
    this.trouble = null;
  }

  /** One step at a time; after it everything is read again. Whether it was taken. */
  private async tried(key: string, done: string, act: (client_id: string) => Promise<void>): Promise<boolean> {
    const { desk } = this;
    if (this.isBusy) return false;
    if (key !== this.attempt.key) this.attempt = { key, id: newId() };
    this.isBusy = true;
    this.trouble = null;
    desk.tell();
    try {
      await act(this.attempt.id);
      desk.outdate();
      this.attempt = { key: '', id: '' };
      desk.announce(done);
    } catch (error) {
      this.trouble = desk.explain(error);
    }
    this.isBusy = false;
    await desk.refresh();
    desk.tell();
    return this.trouble === null;
  }
}

function spotOf({ place, building, lon, lat }: Incident): Spot | null {
  if (place === 'building' && building) return { building_id: building.id };
  return lon === null || lat === null ? null : { lon, lat };
}
