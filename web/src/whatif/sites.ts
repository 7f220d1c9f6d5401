/** The search for the best sites: its question, the job, and its answer taken over into what is tried. */

import type { App } from '../app.ts';
import { ServerProblem } from '../server.ts';
import { isOver, type Site, type SitingAnswer, type SitingJob, type SitingQuestion } from '../server/siting.ts';
import type { Trouble } from '../state.ts';
import type { Change } from './changes.ts';
import { HUB, parentsFor } from './placing.ts';

const CONFLICT = 409;

/** What is looked for: a category of venues, or hub households. */
export type Wanted = { category: string } | { hubs: true };

export class SiteSearch {
  wanted: Wanted | null = null;
  k = 3;
  limit_s = 30;
  /** The uses of the buildings in which sites may lie; none means those that the service takes. */
  kinds: readonly string[] = [];
  points: readonly (readonly [lon: number, lat: number])[] = [];
  keepsToArea = true;
  usesPoints = false;
  job: SitingJob | null = null;
  /** Whether the search was told to stop and has not said yet that it did. */
  isStopping = false;
  trouble: Trouble | null = null;
  private readonly app: App;
  private stop: (() => void) | null = null;
  /** One thing at a time: the second click of a double one asks nothing. */
  private isAsking = false;

  constructor(app: App) {
    this.app = app;
  }

  get isOpen(): boolean {
    return this.app.state.kind === 'city' && this.app.shown.panel === 'sites';
  }

  get isRunning(): boolean {
    return this.job !== null && !isOver(this.job);
  }

  get answer(): SitingAnswer | null {
    return this.job?.answer ?? null;
  }

  get sites(): readonly Site[] {
    return this.answer?.sites ?? [];
  }

  set(part: Partial<Pick<SiteSearch, 'wanted' | 'k' | 'limit_s' | 'kinds' | 'keepsToArea' | 'usesPoints'>>): void {
    Object.assign(this, part);
    this.app.tell('whatif');
  }

  addPoint(lon: number, lat: number): void {
    this.points = [...this.points, [lon, lat]];
    this.app.tell('whatif');
  }

  clearPoints(): void {
    this.points = [];
    this.app.tell('whatif');
  }

  async start(wanted: Wanted): Promise<void> {
    const { app } = this;
    if (this.isAsking) return;
    this.forget();
    this.isAsking = true;
    try {
      this.watch(await app.server.sitings.start(this.question(wanted)));
    } catch (error) {
      this.trouble = app.explain(error);
    }
    this.isAsking = false;
    app.tell('whatif');
  }

  async cancel(): Promise<void> {
    const { app, job } = this;
    if (!job || !this.isRunning || this.isStopping) return;
    this.isStopping = true;
    app.tell('whatif');
    try {
      await app.server.sitings.cancel(job.id);
    } catch (error) {
      // Where it ended meanwhile there is nothing left to stop: what it ended with is shown.
      if (!(error instanceof ServerProblem && error.status === CONFLICT)) this.trouble = app.explain(error);
      this.isStopping = false;
    }
    app.tell('whatif');
  }

  /** Puts the sites into the list of changes as one step, and goes there. */
  async takeOver(): Promise<void> {
    const { app, job } = this;
    if (!job?.answer || this.isAsking) return;
    this.isAsking = true;
    try {
      const category = job.asked['category'];
      const changes = await Promise.all(job.answer.sites.map((site) => this.asChange(site, typeof category === 'string' ? category : null)));
      app.whatIf.add(...changes);
      app.setPanel('whatif');
    } catch (error) {
      this.trouble = app.explain(error);
      app.tell('whatif');
    }
    this.isAsking = false;
  }

  question(wanted: Wanted): SitingQuestion {
    const { app } = this;
    const area = this.keepsToArea ? app.area.area : null;
    const candidates = this.usesPoints
      ? { points: this.points.map(([lon, lat]) => [lon, lat]) }
      : this.kinds.length > 0
        ? { kinds: [...this.kinds] }
        : null;
    return {
      ...wanted,
      k: this.k,
      time_limit_s: this.limit_s,
      ...(area ? { within: `${area.layer}/${area.id}` } : {}),
      ...(candidates ? { candidates } : {}),
      ...(app.shown.asOf === null ? {} : { as_of: app.shown.asOf }),
      ...(app.shown.preset === null ? {} : { preset: app.shown.preset }),
    };
  }

  private async asChange({ lon, lat }: Site, category: string | null): Promise<Change> {
    if (category !== null) return { op: 'add_venue', category, lon, lat };
    const [parent] = await parentsFor(this.app.server, HUB, { lon, lat }, this.app.shown.asOf);
    return { op: 'add_unit', level: HUB, lon, lat, ...(parent ? { parent_id: parent.id } : {}), targets: [] };
  }

  private watch(job: SitingJob): void {
    const { app } = this;
    this.job = job;
    this.stop = app.server.sitings.watch(
      job.id,
      (state) => {
        this.job = state;
        if (isOver(state)) this.isStopping = false;
        if (state.answer) app.announce(app.say.sitesFound(String(state.answer.sites.length)));
        app.tell('whatif');
      },
      () => {
        this.trouble = { title: app.say.goneBanner, detail: app.say.goneDetail, remedy: app.say.goneRemedy };
        this.job = null;
        app.tell('whatif');
      },
    );
  }

  private forget(): void {
    this.stop?.();
    this.stop = null;
    this.job = null;
    this.isStopping = false;
    this.trouble = null;
  }
}
