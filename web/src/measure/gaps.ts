/** The list of gaps: what the filter lets through, page by page, which one is chosen and which one is pointed at. */

import type { App } from '../app.ts';
import { named } from '../server.ts';
import type { ExportFormat, Gap, ListedGaps, Run } from '../server/measures.ts';
import { ALL_GAPS, type GapFilter, type Thing, type Trouble } from '../state.ts';
import { Loader, readSoFar, type Loaded } from './loaded.ts';

/** What is listed so far. */
export interface GapsRead {
  run: Run;
  rows: readonly Gap[];
  matched: number;
  cursor: string | null;
}

/** An area that holds a gap. */
export interface Place extends Thing {
  name: string | null;
  code: string | null;
}

const PAGE_ROWS = 50;
const NO_ROWS: readonly Gap[] = [];

/** The areas within which gaps can be listed. */
const WITHIN = ['street', 'community', 'grid'];

export class GapList {
  /** The rank of the gap under the pointer, in the table or on the map. */
  lit: number | null = null;
  /** Why the next page could not be read; the pages before stay. */
  moreTrouble: Trouble | null = null;
  isReadingMore = false;
  private readonly app: App;
  private readonly list: Loader<GapsRead>;
  private readonly place: Loader<readonly Place[]>;
  /** The chosen gap where the list, as far as it is read, does not hold it. */
  private readonly beside: Loader<Gap | null>;
  private key = '';
  private placeKey = '';
  private besideKey = '';
  /** Whether the map is to go to the chosen gap once it is read. */
  private goesThere = false;
  /** Grows each time the list is read from its start. */
  private edition = 0;
  private drawnBeside: { rows: readonly Gap[]; chosen: Gap; all: readonly Gap[] } | null = null;

  constructor(app: App) {
    this.app = app;
    this.list = new Loader(
      () => app.tell('gaps'),
      (error) => app.explain(error),
    );
    this.place = new Loader(
      () => app.tell('gaps'),
      (error) => app.explain(error),
    );
    this.beside = new Loader(
      () => app.tell('gaps'),
      (error) => app.explain(error),
    );
  }

  /** The areas that hold the chosen gap, largest first, as far as they are read. */
  get where(): readonly Place[] {
    return readSoFar(this.place.now) ?? [];
  }

  get now(): Loaded<GapsRead> {
    return this.list.now;
  }

  get rows(): readonly Gap[] {
    return readSoFar(this.list.now)?.rows ?? NO_ROWS;
  }

  get filter(): GapFilter {
    return this.app.shown.gaps;
  }

  get isFiltered(): boolean {
    const { kind, level, category } = this.filter;
    return kind !== null || level !== null || category !== null;
  }

  /** The chosen gap: of the list, or read by itself where a shared address names one that is not listed. */
  get chosen(): Gap | null {
    const { gap } = this.app.shown;
    if (gap === null) return null;
    const beside = readSoFar(this.beside.now);
    return this.rows.find((row) => row.rank === gap) ?? (beside?.rank === gap ? beside : null);
  }

  /** Whether it is not known yet if there is a gap of the chosen rank. */
  get isSeeking(): boolean {
    return this.now.kind !== 'ready' || this.beside.now.kind === 'loading';
  }

  /** What is drawn: the listed gaps, and the chosen one. */
  get drawn(): readonly Gap[] {
    const { rows, chosen } = this;
    if (chosen === null || rows.includes(chosen)) return rows;
    if (this.drawnBeside?.rows !== rows || this.drawnBeside.chosen !== chosen) this.drawnBeside = { rows, chosen, all: [...rows, chosen] };
    return this.drawnBeside.all;
  }

  /** The area that the list keeps to: the chosen one or the smallest one around what is chosen. */
  get within(): Thing | null {
    const { shown, detail } = this.app;
    const path = detail.kind === 'ready' ? [...detail.item.ancestors, detail.thing] : [shown.selection];
    const area = path.findLast((thing) => thing !== null && WITHIN.includes(thing.layer));
    return area ? { layer: area.layer, id: area.id } : null;
  }

  /** Reads the first page again when filter, order, area, day or language changed; only while the list is shown. */
  follow(): void {
    const { app } = this;
    if (app.state.kind !== 'city' || app.shown.panel !== 'gaps' || app.detail.kind === 'loading') return;
    this.followPlace();
    this.followBeside();
    const key = `${app.server.measures.gapsFile(this.listed(), 'csv')} ${app.language}`;
    if (key === this.key) return;
    this.key = key;
    this.moreTrouble = null;
    this.goesThere = app.shown.view === null;
    this.edition += 1;
    void this.readFirst();
  }

  async more(): Promise<void> {
    const { now } = this;
    if (now.kind !== 'ready' || now.value.cursor === null || this.isReadingMore) return;
    const { edition } = this;
    this.isReadingMore = true;
    this.moreTrouble = null;
    this.app.tell('gaps');
    try {
      const read = await this.read(now.value.cursor, now.value.rows, new AbortController().signal);
      if (edition === this.edition) this.list.put(read);
    } catch (error) {
      this.moreTrouble = this.app.explain(error);
    }
    this.isReadingMore = false;
    this.app.tell('gaps');
  }

  again(): void {
    this.key = '';
    this.follow();
  }

  setFilter(part: Partial<GapFilter>): void {
    this.app.show({ gaps: { ...this.filter, ...part }, gap: null }, 'replace');
  }

  clearFilter(): void {
    this.setFilter({ ...ALL_GAPS, sort: this.filter.sort });
  }

  /** Sorts by a column, or by the same column the other way round. */
  sortBy(column: string): void {
    this.setFilter({ sort: nextSort(this.filter.sort, column) });
  }

  /** Chooses a gap by its rank: its card is shown and the map goes there. */
  choose(rank: number | null): void {
    if (rank !== this.app.shown.gap) this.app.show({ gap: rank }, 'replace', 'gap');
    else if (rank !== null) this.app.tell('gap');
  }

  /** Chooses the gap so many lines further in the list; reads the next page where the list ends. */
  async step(lines: number): Promise<void> {
    const at = this.rows.findIndex((row) => row.rank === this.app.shown.gap);
    const to = at < 0 ? (lines > 0 ? 0 : this.rows.length - 1) : at + lines;
    if (to >= this.rows.length) await this.more();
    const row = this.rows[to];
    if (row) this.choose(row.rank);
  }

  /** The reader points at a gap, in the table or on the map. */
  light(rank: number | null): void {
    if (rank === this.lit) return;
    this.lit = rank;
    this.app.tell('lit');
  }

  file(format: ExportFormat): string {
    return this.app.server.measures.gapsFile(this.listed(), format);
  }

  /** An address that names a gap and no view of the map leads to the gap. */
  private async readFirst(): Promise<void> {
    await this.list.load((signal) => this.read(null, [], signal), true);
    if (this.goesThere && this.chosen) this.app.tell('gap');
  }

  /** The chosen gap is read by itself where the list is read and does not hold it. */
  private followBeside(): void {
    const { gap, asOf, preset } = this.app.shown;
    if (gap !== null && this.now.kind !== 'ready') return;
    const isListed = gap === null || this.rows.some((row) => row.rank === gap);
    const key = isListed ? '' : [gap, asOf, preset, this.app.language, this.edition].join(' ');
    if (key === this.besideKey) return;
    this.besideKey = key;
    if (isListed) this.beside.clear();
    else void this.readBeside(gap);
  }

  private async readBeside(rank: number): Promise<void> {
    await this.beside.load((signal) => this.app.server.measures.gap(rank, this.app.shown, signal));
    if (this.goesThere && this.chosen?.rank === rank) this.app.tell('gap');
  }

  private followPlace(): void {
    const holder = this.chosen ? holderOf(this.chosen) : null;
    const key = holder ? `${holder.layer}/${holder.id}` : '';
    if (key === this.placeKey) return;
    this.placeKey = key;
    if (holder) void this.place.load(() => this.path(holder));
    else this.place.clear();
  }

  private async path(holder: Thing): Promise<readonly Place[]> {
    const { ancestors, properties } = await this.app.server.item(holder, this.app.shown.asOf);
    return [...ancestors, { ...holder, ...named(properties) }];
  }

  private listed(): ListedGaps {
    return { filter: this.filter, within: this.within, look: this.app.shown };
  }

  private async read(cursor: string | null, before: readonly Gap[], signal: AbortSignal): Promise<GapsRead> {
    const page = await this.app.server.measures.gaps(this.listed(), PAGE_ROWS, cursor, signal);
    return { run: page.run, rows: [...before, ...page.gaps], matched: page.matched, cursor: page.cursor };
  }
}

/** The smallest area in which a gap lies; null where it lies in several. */
function holderOf(gap: Gap): Thing | null {
  const ids = { grid: gap.grid_id, community: gap.community_id, street: gap.street_id };
  for (const layer of ['grid', 'community', 'street'] as const) {
    const id = ids[layer];
    if (id !== null) return { layer, id };
  }
  return null;
}

/** Columns of counts are sorted the largest first, all others from the start. */
const LARGEST_FIRST = ['households', 'gained_households', 'buildings'];

/** The order after a click on a column: that column, its natural way first; on the sorted column the other way. */
export function nextSort(sort: string, column: string): string {
  if (sort.replace('-', '') === column) return sort.startsWith('-') ? column : `-${column}`;
  return LARGEST_FIRST.includes(column) ? `-${column}` : column;
}

/** How a column is sorted at present, as `aria-sort` says it. */
export function sortState(sort: string, column: string): 'ascending' | 'descending' | 'none' {
  if (sort.replace('-', '') !== column) return 'none';
  return sort.startsWith('-') ? 'descending' : 'ascending';
}
