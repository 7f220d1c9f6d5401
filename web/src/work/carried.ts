/** What the phone carries along: the chosen grids and their pack, with its age. */

import type { Choice, Incident, Pack, PackBuilding } from '../server/work.ts';
import { ServerProblem } from '../server/transport.ts';
import type { Trouble } from '../state.ts';
import type { WorkDesk } from './desk.ts';

/** Older than this it is asked for again when the page is looked at. */
const FRESH_MS = 10 * 60_000;

/** Answers that say that the pack is not for whoever asks: not signed in any more, or not assigned there any more. */
const TAKEN = [401, 403, 404];

/** Older than this the page says so with emphasis: doors change slowly, incidents do not. */
export const OLD_MS = 24 * 3_600_000;

export class Carried {
  grids: Choice[] = [];
  pack: Pack | null = null;
  busy = false;
  trouble: Trouble | null = null;
  private readonly desk: WorkDesk;
  private asked = 0;
  /** Buildings of other grids that were looked at; not kept. */
  private readonly visited = new Map<number, PackBuilding | Trouble | 'asking'>();

  constructor(desk: WorkDesk) {
    this.desk = desk;
  }

  async load(): Promise<void> {
    this.grids = (await this.desk.keep.get('grids')) ?? [];
    this.pack = (await this.desk.keep.get('pack')) ?? null;
  }

  get age_ms(): number {
    return this.pack ? Date.now() - Date.parse(this.pack.made_at) : Infinity;
  }

  /** Chosen grids that the pack does not hold yet. */
  get absent(): Choice[] {
    return this.grids.filter((grid) => !this.pack?.grids.some((each) => each.id === grid.id));
  }

  building(id: number): PackBuilding | null {
    const carried = this.pack?.buildings.find((building) => building.id === id);
    const visited = this.visited.get(id);
    return carried ?? (visited !== undefined && visited !== 'asking' && 'entrances' in visited ? visited : null);
  }

  /** Whether a building that is not carried is being asked for, or what went wrong with it. */
  visit(id: number): 'asking' | Trouble | null {
    const visited = this.visited.get(id);
    return visited === undefined || (visited !== 'asking' && 'entrances' in visited) ? null : visited;
  }

  /** Asks for a building of other grids, once while the network lasts. */
  async look(id: number): Promise<void> {
    if (!this.desk.online || this.building(id) || this.visited.has(id)) return;
    this.visited.set(id, 'asking');
    const found = await this.desk.asking(() => this.desk.service.doors(id), (trouble) => this.visited.set(id, trouble));
    if (found) this.visited.set(id, { ...found.building, entrances: found.entrances } as PackBuilding);
    else this.forgetUnanswered(id);
    this.desk.tell();
  }

  /** Without an answer it is asked again once there is a network. */
  private forgetUnanswered(id: number): void {
    if (!this.desk.online) this.visited.delete(id);
  }

  incident(id: number): Incident | null {
    return this.pack?.incidents.find((incident) => incident.id === id) ?? null;
  }

  async choose(grids: Choice[]): Promise<void> {
    this.grids = grids;
    await this.desk.keep.set('grids', grids);
    // the browser is asked not to clear what was chosen to be carried; it may decline
    void (navigator as { storage?: StorageManager }).storage?.persist().catch(() => false);
    if (this.pack) {
      const has = (id: number | null | undefined) => grids.some((grid) => grid.id === id);
      this.pack = {
        ...this.pack,
        grids: this.pack.grids.filter((grid) => has(grid.id)),
        buildings: this.pack.buildings.filter((building) => has(building.grid_id)),
        incidents: this.pack.incidents.filter((incident) => has(incident.grid?.id)),
      };
    }
    this.desk.tell();
    await this.refresh();
  }

  /** What the phone carries is taken off it, with the choice of grids: it was somebody else's. */
  async letGo(): Promise<void> {
    this.grids = [];
    await this.desk.keep.set('grids', []);
    await this.forget();
  }

  /** Whoever holds the phone may not see it now. What is on its way does not arrive; the choice of grids stays. */
  async forget(): Promise<void> {
    this.asked += 1;
    this.busy = false;
    this.visited.clear();
    if (this.pack === null) return;
    this.pack = { ...this.pack, grids: [], buildings: [], units: [], incidents: [] };
    await this.desk.keep.set('pack', this.pack);
  }

  async refreshIfOld(): Promise<void> {
    if (this.grids.length > 0 && (this.age_ms > FRESH_MS || this.absent.length > 0)) await this.refresh();
  }

  async refresh(): Promise<void> {
    const mine = ++this.asked;
    if (this.grids.length === 0) return;
    this.busy = true;
    this.trouble = null;
    this.desk.tell();
    const wanted = this.grids.map((grid) => grid.id);
    const told = { taken: false };
    const pack = await this.desk.asking(() => this.desk.service.pack(wanted), (trouble, error) => {
      told.taken = error instanceof ServerProblem && TAKEN.includes(error.status);
      this.trouble = mine === this.asked ? trouble : this.trouble;
    });
    if (mine !== this.asked) return;
    this.busy = false;
    if (told.taken) await this.forget();
    if (pack) {
      this.pack = pack;
      await this.desk.keep.set('pack', pack);
    }
    this.desk.announce(pack ? this.desk.say.refreshed : this.desk.say.notRefreshed);
  }
}
