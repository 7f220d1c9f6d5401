/** The story of the analyst's page: a question, its answer page by page, the chosen row, the trend. */

import { dayOf, stepsTo } from '../days.ts';
import { LANGUAGE_TAGS, words, type Label } from '../i18n.ts';
import { Loader } from '../measure/loaded.ts';
import type { Session } from '../reader.ts';
import { Registry, type Layer } from '../registry.ts';
import type { Item, RegistryAnswer } from '../server.ts';
import type { Figure } from '../server/measures.ts';
import { query, Transport, troubleOf } from '../server/transport.ts';
import type { Trouble } from '../state.ts';
import { readAnswer, type Answer, type RawAnswer } from './answer.ts';
import { nameOf, type Row } from './columns.ts';
import { addressOf, fromHash, kindOf, takes, toHash, type Question } from './question.ts';
import { wholeOf, type Whole } from './whole.ts';
import { analystWords, type AnalystWords } from './words.ts';

export interface Area {
  id: number;
  name: string;
}
export interface TrendPoint {
  as_of: string;
  figures: Record<string, Figure | null> | null;
}
interface Trend {
  points: TrendPoint[];
  pending: string[];
}
interface Start extends RegistryAnswer {
  presets: { name: string; label: Label }[];
}

const PATIENCE_MS = 120_000;
const AGAIN_MS = 2_000;

export class Desk extends EventTarget {
  readonly transport = new Transport();
  question: Question = fromHash(location.hash);
  registry = new Registry([], []);
  derived: readonly Layer[] = [];
  stored: readonly Layer[] = [];
  presets: Start['presets'] = [];
  areas: { street: Area[]; community: Area[] } = { street: [], community: [] };
  extent: readonly number[] | null = null;
  credits = { attribution: '', approval: '' };
  ready = false;
  /** Whether the reader has an account here: then other tools need a token of it to be told the same. */
  signedIn = false;
  trouble: Trouble | null = null;
  said = '';
  /** The row under the pointer, in the table or on the map. */
  lit: Row | null = null;
  /** The cursors of the pages before the one that is shown, the first being null. */
  private cursors: (string | null)[] = [null];
  readonly answer = new Loader<Answer>(() => this.tell(), (error) => troubleOf(error, this.question.language));
  readonly trend = new Loader<Trend>(() => this.tell(), (error) => troubleOf(error, this.question.language));
  /** The place of the chosen row, where the row itself brings none. */
  readonly place = new Loader<Item>(() => this.tell(), (error) => troubleOf(error, this.question.language));
  /** All rows, while a distribution of more than the shown page is asked for. */
  readonly whole = new Loader<Whole>(() => this.tell(), (error) => troubleOf(error, this.question.language));
  private asked = '';
  private wholeAsked = '';
  private trendAsked = '';
  private placeAsked = '';

  get say(): AnalystWords {
    return analystWords(this.question.language);
  }

  get layer(): Layer | null {
    return [...this.stored, ...this.derived].find((layer) => layer.id === this.question.about) ?? null;
  }

  get isDerived(): boolean {
    return this.derived.some((layer) => layer.id === this.question.about);
  }

  get today(): string {
    return dayOf(new Date());
  }

  get pageNumber(): number {
    return this.cursors.length;
  }

  get shown(): Answer | null {
    const { now } = this.answer;
    return now.kind === 'ready' ? now.value : now.kind === 'loading' ? now.before : null;
  }

  get chosen(): Row | null {
    const rows = this.shown?.rows ?? [];
    return rows.find((row) => String(row.id) === this.question.at) ?? null;
  }

  async start(): Promise<void> {
    addEventListener('hashchange', () => this.ask(fromHash(location.hash), false));
    this.speak();
    try {
      const [start, city, street, community, session] = await Promise.all([
        this.transport.json<Start>('/registry'),
        this.transport.json<{ extent?: { spatial: { bbox: number[][] } } }>('/collections'),
        this.named('street'),
        this.named('community'),
        this.transport.json<Pick<Session, 'account' | 'trusted_local'>>('/session'),
      ]);
      this.signedIn = session.account !== null && !session.trusted_local;
      this.registry = new Registry(start.layers, start.themes, start.derived);
      this.stored = start.layers;
      this.derived = start.derived;
      this.presets = start.presets;
      const byName = new Intl.Collator('zh-CN', { numeric: true });
      const ordered = (areas: Area[]) => areas.sort((one, other) => byName.compare(one.name, other.name));
      this.areas = { street: ordered(street), community: ordered(community) };
      this.extent = city.extent?.spatial.bbox[0] ?? null;
      this.credits = { attribution: start.attribution, approval: start.map_approval_number };
      this.ready = true;
      this.ask(this.question, false);
    } catch (error) {
      this.trouble = troubleOf(error, this.question.language);
      this.tell();
    }
  }

  /** Another question, or the same one asked otherwise; a new one starts on its first page. */
  change(part: Partial<Question>): void {
    const isOther = part.about !== undefined && part.about !== this.question.about;
    const level = part.about === 'housing' && this.question.level === 'building' ? 'grid' : this.question.level;
    const plain = isOther ? { filters: {}, sort: '', figure: '', at: '', level: level || 'grid' } : {};
    this.ask({ ...this.question, ...plain, ...part }, true);
  }

  choose(row: Row): void {
    const at = String(row.id) === this.question.at ? '' : String(row.id ?? '');
    this.said = at === '' ? '' : this.say.chosen(nameOf(row, this.question, this.registry));
    this.change({ at });
  }

  /** The reader points at a row, in the table or on the map. */
  light(row: Row | null): void {
    if (row === this.lit) return;
    this.lit = row;
    this.tell();
  }

  /** Others have changed the city: the shown page, the place and the trend are asked again, where the reader is. */
  again(): void {
    if (!this.ready) return;
    this.placeAsked = '';
    this.trendAsked = '';
    this.wholeAsked = '';
    this.read();
  }

  next(): void {
    const cursor = this.shown?.cursor;
    if (cursor) this.turn([...this.cursors, cursor]);
  }

  previous(): void {
    if (this.cursors.length > 1) this.turn(this.cursors.slice(0, -1));
  }

  private turn(cursors: (string | null)[]): void {
    this.cursors = cursors;
    this.read();
  }

  private ask(question: Question, writes: boolean): void {
    const known = kindOf(question) !== 'items' || this.registry.has(question.about);
    this.question = known ? question : { ...question, about: 'coverage', filters: {} };
    const hash = toHash(this.question);
    if (writes && hash !== location.hash) history.replaceState(null, '', hash === '#' ? location.pathname : hash);
    this.speak();
    const address = `${addressOf(this.question, this.isDerived)} ${this.question.language}`;
    if (this.ready && address !== this.asked) {
      this.asked = address;
      this.cursors = [null];
      this.read();
    }
    this.follow();
    this.tell();
  }

  private read(): void {
    const { question, isDerived } = this;
    const address = addressOf(question, isDerived, question.limit, this.cursors.at(-1) ?? null);
    void this.answer
      .load(async (signal) => {
        const raw = await this.transport.json<RawAnswer>(address, { signal, patience: PATIENCE_MS });
        const run = isDerived ? await this.runOf(question, signal) : null;
        return readAnswer(question, run ? { ...raw, run } : raw);
      }, true)
      .then(() => this.follow());
  }

  /** Items of computed layers do not name their run; the same day and preset do. */
  private async runOf({ asOf, preset }: Question, signal: AbortSignal): Promise<RawAnswer['run']> {
    const asked = query({ level: 'city', as_of: asOf || null, preset: preset || null });
    return (await this.transport.json<RawAnswer>(`/coverage${asked}`, { signal, patience: PATIENCE_MS })).run;
  }

  /** What follows from the question beside its rows: the place of the chosen one, and its trend. */
  private follow(): void {
    if (!this.ready) return;
    const { chosen, question } = this;
    const place = chosen?.id && chosen.layer && chosen.geometry === null && this.registry.has(chosen.layer) ? `/collections/${chosen.layer}/items/${chosen.id}${query({ as_of: question.asOf || null })}` : '';
    if (place !== this.placeAsked) {
      this.placeAsked = place;
      if (place === '') this.place.clear();
      else void this.place.load((signal) => this.transport.json<Item>(place, { signal }));
    }
    const isPart = this.cursors.length > 1 || (this.shown?.cursor ?? null) !== null;
    const whole = question.chart === 'histogram' && isPart ? `${addressOf(question, this.isDerived)} ${question.language}` : '';
    if (whole !== this.wholeAsked) {
      this.wholeAsked = whole;
      if (whole === '') this.whole.clear();
      else void this.whole.load((signal) => wholeOf(question, this.isDerived, (address) => this.transport.json(address, { signal, patience: PATIENCE_MS })));
    }
    const trend = question.chart === 'trend' ? this.trendAddress() : '';
    if (trend !== this.trendAsked) {
      this.trendAsked = trend;
      if (trend === '') this.trend.clear();
      else this.readTrend(trend);
    }
  }

  private trendAddress(): string {
    const { chosen, question } = this;
    const isArea = kindOf(question) === 'coverage' && chosen?.id && chosen.layer && chosen.layer !== 'city';
    const area = isArea ? `${chosen.layer}/${chosen.id}` : 'city/0';
    const named = takes('coverage', false).includes('preset') ? { preset: question.preset || null, reading: question.reading || null, weight: question.weight || null } : {};
    return `/coverage/${area}/trend${query({ dates: stepsTo(question.asOf || this.today).join(','), ...named })}`;
  }

  private readTrend(address: string): void {
    void this.trend
      .load((signal) => this.transport.json<Trend>(address, { signal, patience: PATIENCE_MS }), true)
      .then(() => {
        const { now } = this.trend;
        if (now.kind !== 'ready' || now.value.pending.length === 0) return;
        setTimeout(() => {
          if (this.trendAsked === address) this.readTrend(address);
        }, AGAIN_MS);
      });
  }

  private async named(layer: string): Promise<Area[]> {
    const page = await this.transport.json<{ features: { id: number; properties: Record<string, string | null> }[] }>(
      `/collections/${layer}/items${query({ properties: 'name,code', limit: '1000' })}`,
    );
    return page.features.map(({ id, properties }) => ({ id, name: properties['name'] ?? properties['code'] ?? String(id) }));
  }

  private speak(): void {
    const { language } = this.question;
    this.transport.speak(language);
    document.documentElement.lang = LANGUAGE_TAGS[language];
    document.title = this.say.documentTitle;
  }

  tell(): void {
    this.dispatchEvent(new Event('change'));
  }

  /** The words that both pages share. */
  get common() {
    return words(this.question.language);
  }
}
