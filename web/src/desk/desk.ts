/** The story of the dispatcher's desk: which incidents are listed, which one is open, what is selected, what others report meanwhile. */

import { Retry } from '../backoff.ts';
import { LANGUAGE_TAGS, words, type Words } from '../i18n.ts';
import { Loader, readSoFar } from '../measure/loaded.ts';
import { Registry } from '../registry.ts';
import { ServerGone, Transport, troubleOf } from '../server/transport.ts';
import type { Trouble } from '../state.ts';
import { FIRST, fromHash, listQuery, loadQuery, toHash, type Filter } from './filter.ts';
import { Mapped } from './mapped.ts';
import { DeskService, type Area, type AreaLoad, type Categories, type Incident, type IncidentMap, type OneIncident, type Page } from './service.ts';
import { Steps } from './steps.ts';
import { deskWords, type DeskWords } from './words.ts';

const PAGE_ROWS = 100;
/** More than these are not read again at once when something changes. */
const MOST_AGAIN = 1_000;

export const AREAS = ['street', 'community', 'grid'] as const;
const NOTHING: Categories = { categories: [], states: [], near_duplicate_m: 0, photos_most: 0, calendar_years: [] };

export class Desk extends EventTarget {
  readonly service = new DeskService(new Transport());
  readonly steps = new Steps(this);
  filter: Filter = fromHash(location.hash);
  registry = new Registry([], []);
  rules: Categories = NOTHING;
  areas: Record<(typeof AREAS)[number], Area[]> = { street: [], community: [], grid: [] };
  extent: readonly number[] | null = null;
  credits = { attribution: '', approval: '' };
  ready = false;
  trouble: Trouble | null = null;
  gone = false;
  said = '';
  /** The incident or the area under the pointer, in a list or on the map. */
  lit: { incident: number } | { area: string } | null = null;
  selected: ReadonlySet<number> = new Set();
  /** Those that came while the desk was open. */
  arrived: ReadonlySet<number> = new Set();
  readonly list = this.loader<Page>();
  readonly one = this.loader<OneIncident>();
  readonly load = this.loader<AreaLoad[]>();
  readonly mapped = new Mapped(this.service, this.loader<IncidentMap>());
  /** The pin of the open incident is being moved: to a place, or to one that is still to be chosen. */
  moving: { to: readonly [lon: number, lat: number] | null } | null = null;
  /** The middle of the map, which the map tells. */
  centre: (() => readonly [lon: number, lat: number]) | null = null;
  private readonly retry = new Retry();
  private asked = { list: '', one: '', load: '' };
  private again: 'idle' | 'reading' | 'wanted' = 'idle';
  private writes = 0;

  get say(): DeskWords {
    return deskWords(this.filter.language);
  }

  get common(): Words {
    return words(this.filter.language);
  }

  get incidents(): readonly Incident[] {
    return readSoFar(this.list.now)?.incidents ?? [];
  }

  get chosen(): OneIncident | null {
    const one = readSoFar(this.one.now);
    return one !== null && String(one.incident.id) === this.filter.at ? one : null;
  }

  async start(): Promise<void> {
    addEventListener('hashchange', () => this.show(fromHash(location.hash), false));
    this.speak();
    try {
      const [start, rules, extent, ...areas] = await Promise.all([
        this.service.registry(), this.service.categories(), this.service.extent(), ...AREAS.map((layer) => this.service.areas(layer)),
      ]);
      const natural = new Intl.Collator('zh-CN', { numeric: true });
      this.registry = new Registry(start.layers, start.themes, start.derived);
      this.rules = rules;
      this.extent = extent;
      this.credits = { attribution: start.attribution, approval: start.map_approval_number };
      AREAS.forEach((layer, at) => (this.areas[layer] = (areas[at] ?? []).sort((one, other) => natural.compare(one.name, other.name))));
      this.ready = true;
      this.trouble = null;
      this.follow();
    } catch (error) {
      this.trouble = troubleOf(error, this.filter.language);
      if (error instanceof ServerGone) this.retry.later(() => void this.start());
    }
    this.tell();
  }

  change(part: Partial<Filter>): void {
    this.show({ ...this.filter, ...part }, true);
  }

  clear(): void {
    const { view, level, language, at } = this.filter;
    this.change({ ...FIRST, view, level, language, at });
  }

  choose(id: number | null): void {
    this.change({ at: id === null ? '' : String(id) });
  }

  move(moving: Desk['moving']): void {
    this.moving = moving;
    this.tell();
  }

  moveToCentre(): void {
    if (this.centre) this.move({ to: this.centre() });
  }

  light(lit: Desk['lit']): void {
    if (JSON.stringify(lit) === JSON.stringify(this.lit)) return;
    this.lit = lit;
    this.tell();
  }

  select(ids: readonly number[], isSelected: boolean): void {
    const next = new Set(this.selected);
    for (const id of ids) if (isSelected) next.add(id); else next.delete(id);
    this.selected = next;
    this.tell();
  }

  async more(): Promise<void> {
    const { now } = this.list;
    if (now.kind !== 'ready' || now.value.cursor === null) return;
    const { cursor } = now.value;
    await this.list.load(async (signal) => {
      const page = await this.service.page(this.filter, PAGE_ROWS, cursor, signal);
      // The rows before it may have been read again meanwhile.
      return once({ ...page, incidents: [...this.incidents, ...page.incidents] });
    }, true);
  }

  /** Others have changed something: what is shown is read again, where the reader is; never twice at once. */
  async refresh(): Promise<void> {
    if (!this.ready) return;
    if (this.again !== 'idle') {
      this.again = 'wanted';
      return;
    }
    this.again = 'reading';
    await this.readAgain();
    const isWanted = (this.again as string) === 'wanted';
    this.again = 'idle';
    if (isWanted) await this.refresh();
  }

  /** Something was written from here: what was asked before may tell how things stood before. */
  outdate(): void {
    this.writes += 1;
  }

  announce(sentence: string): void {
    this.said = sentence;
    this.tell();
  }

  /** A sentence about what failed; a silent service is noticed, and asked until it is back. */
  explain(error: unknown): Trouble {
    if (error instanceof ServerGone && !this.gone) {
      this.gone = true;
      this.retry.restart();
      this.retry.later(() => void this.retryNow());
    }
    return troubleOf(error, this.filter.language);
  }

  async retryNow(): Promise<void> {
    this.retry.stop();
    if (await this.service.isReady()) {
      this.gone = false;
      this.asked = { list: '', one: '', load: '' };
      this.mapped.forget();
      if (this.ready) this.follow();
      else await this.start();
    } else this.retry.later(() => void this.retryNow());
    this.tell();
  }

  tell(): void {
    this.dispatchEvent(new Event('change'));
  }

  private show(filter: Filter, writes: boolean): void {
    this.filter = filter;
    const hash = toHash(filter);
    if (writes && hash !== location.hash) history.replaceState(null, '', hash === '#' ? location.pathname : hash);
    this.speak();
    this.follow();
    this.tell();
  }

  private follow(): void {
    if (!this.ready) return;
    const { filter, service } = this;
    const keys = {
      list: `${listQuery(filter, PAGE_ROWS, null)} ${filter.language}`,
      one: filter.at === '' ? '' : `${filter.at} ${filter.language}`,
      load: filter.view === 'load' ? `${loadQuery(filter)} ${filter.language}` : this.asked.load,
    };
    const before = this.asked;
    this.asked = keys;
    if (keys.list !== before.list) {
      this.selected = new Set();
      this.arrived = new Set();
      void this.list.load((signal) => service.page(filter, PAGE_ROWS, null, signal), true);
    }
    this.mapped.follow(filter);
    if (keys.one !== before.one) {
      this.moving = null;
      if (keys.one === '') this.one.clear();
      else void this.one.load((signal) => service.one(Number(filter.at), signal), true);
    }
    if (keys.load !== before.load) void this.load.load((signal) => service.load(filter, signal), true);
  }

  private async readAgain(): Promise<void> {
    const { filter, service, asked, writes } = this;
    const signal = new AbortController().signal;
    this.mapped.follow(filter, true);
    const rows = Math.min(Math.max(this.incidents.length, PAGE_ROWS), MOST_AGAIN);
    try {
      const [page, one, load] = await Promise.all([
        service.page(filter, rows, null, signal),
        filter.at === '' ? null : service.one(Number(filter.at), signal),
        filter.view === 'load' ? service.load(filter, signal) : null,
      ]);
      // Read before a step was taken, told after it: the card would fall back, its buttons would change under the hand.
      // Whoever writes has it read again.
      if (writes !== this.writes) return;
      // The reader asked something else meanwhile: that answer is on its way.
      if (asked.list === this.asked.list) this.take(page);
      if (one && asked.one === this.asked.one) this.one.put(one);
      if (load && asked.load === this.asked.load) this.load.now = { kind: 'ready', value: load };
    } catch (error) {
      this.explain(error);
    }
    this.tell();
  }

  private take(page: Page): void {
    const known = new Set(this.incidents.map(({ id }) => id));
    const fresh = page.incidents.filter(({ id }) => !known.has(id)).map(({ id }) => id);
    this.list.renew(page);
    if (fresh.length === 0) return;
    this.arrived = new Set([...this.arrived, ...fresh]);
    this.said = this.say.arrived(String(fresh.length));
  }

  private loader<Shape>(): Loader<Shape> {
    return new Loader<Shape>(() => this.tell(), (error) => this.explain(error));
  }

  private speak(): void {
    const { language } = this.filter;
    this.service.transport.speak(language);
    document.documentElement.lang = LANGUAGE_TAGS[language];
    document.title = this.say.documentTitle;
  }
}

/** What moved up while pages were read is listed once. */
function once(page: Page): Page {
  return { ...page, incidents: [...new Map(page.incidents.map((one) => [one.id, one])).values()] };
}
