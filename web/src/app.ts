/** The story of the page: what it shows, what a reader's step changes, and what follows from it. */

import { Retry } from './backoff.ts';
import type { Basis } from './basis.ts';
import { Chosen, type Asked, type Detail } from './chosen.ts';
import { Counts } from './counts.ts';
import { words, LANGUAGE_TAGS, type Language, type Words } from './i18n.ts';
import { AreaFigures } from './measure/area.ts';
import { GapList } from './measure/gaps.ts';
import { PublicArea } from './public_area.ts';
import { ANYBODY, Reader } from './reader.ts';
import { Registry } from './registry.ts';
import { Server, ServerGone, troubleOf, type CitySize } from './server.ts';
import {
  firstSight,
  fromHash,
  sameThing,
  toHash,
  type PanelView,
  type Shown,
  type State,
  type Thing,
  type Trouble,
  type View,
} from './state.ts';
import { WhatIfDesk } from './whatif/desk.ts';

/**
 * What the page is told: `tiles` when they must be read again, `choice`, `reach` and `gap` when the map should go to what
 * is chosen, `gaps` when the list of gaps changed, `whatif` when what is tried or its answer did, and `view` and `lit` (a
 * gap is pointed at), which few parts follow.
 */
export type Change = 'all' | 'tiles' | 'choice' | 'reach' | 'view' | 'gap' | 'gaps' | 'lit' | 'whatif';

/** What a planner sees first: how far down the organisation reaches; where there is no unit, where people live. */
const FIRST_THEMES = ['chain', 'grid_households'] as const;

/** Points that would cover the areas at first sight; a button on the map brings each of them in. */
const FIRST_HIDDEN = ['incident', 'organisation', 'unit'];

/** Everybody is shown where services are; which organisations and party units there are is a button away. */
const PUBLIC_HIDDEN = ['organisation', 'unit'];

/** Changes after which figures or gaps may have to be read again. */
const FOLLOWED: readonly Change[] = ['all', 'tiles', 'choice', 'gap', 'gaps', 'whatif'];

const EMPTY_LOOK_MS = 5_000;

export class App extends EventTarget {
  readonly server: Server;
  state: State;
  registry = new Registry([], []);
  size: CitySize = { extent: null, counts: {} };
  credits = { attribution: '', approval: '' };
  reader = ANYBODY;
  readonly chosen = new Chosen(this);
  readonly counts = new Counts(this);
  readonly publicArea = new PublicArea(this);
  readonly area = new AreaFigures(this);
  readonly gaps = new GapList(this);
  readonly whatIf = new WhatIfDesk(this);
  /** What a screen reader is told next. */
  said = '';
  private first = firstSight(FIRST_THEMES[0], FIRST_HIDDEN);
  /** Grows with each change that others make: lists are read again. */
  edition = 0;
  private readonly retry = new Retry();

  constructor(server: Server) {
    super();
    this.server = server;
    this.state = { kind: 'starting', shown: fromHash(location.hash, this.first) };
    window.addEventListener('popstate', () => this.showAddress());
    window.addEventListener('hashchange', () => this.showAddress());
  }

  /** When the next try comes while the server is gone; null while one runs. */
  get retryAt(): number | null {
    return this.retry.at;
  }

  get shown(): Shown {
    return this.state.shown;
  }

  get detail(): Detail {
    return this.chosen.detail;
  }

  get asked(): Asked {
    return this.chosen.asked;
  }

  get say(): Words {
    return words(this.shown.language);
  }

  get language(): Language {
    return this.shown.language;
  }

  /** Reads registry and extent; ends on one of the screens failed, empty, city. */
  async start(): Promise<void> {
    this.speak();
    try {
      const [registry, size, session] = await Promise.all([this.server.registry(), this.server.city(), this.server.session()]);
      this.reader = new Reader(session);
      const whole = new Registry(registry.layers, registry.themes, registry.derived);
      this.registry = this.reader.isStaff ? whole : whole.ofEverybody();
      this.credits = { attribution: registry.attribution, approval: registry.map_approval_number };
      const theme = this.reader.isStaff ? this.registry.firstTheme(FIRST_THEMES, size.counts) : null;
      this.first = firstSight(theme?.id ?? null, this.reader.isStaff ? FIRST_HIDDEN : PUBLIC_HIDDEN);
      this.size = size;
      this.enter();
    } catch (error) {
      this.fail(error);
    }
  }

  select(thing: Thing | null): void {
    if (sameThing(thing, this.shown.selection)) {
      if (thing) this.tell('choice');
      return;
    }
    this.show({ selection: thing, gap: null }, 'push');
    this.chosen.forgetPlace();
    void this.chosen.read(true);
  }

  /** One level up: to the nearest area that holds what is chosen, else to the whole city. */
  up(): void {
    const holder = this.detail.kind === 'ready' ? this.detail.item.ancestors.at(-1) : undefined;
    if (this.shown.selection) this.select(holder ? { layer: holder.layer, id: holder.id } : null);
  }

  setTheme(theme: string | null): void {
    this.show({ theme }, 'replace');
  }

  /** The day that everything is shown of; null is today. */
  setAsOf(asOf: string | null): void {
    if (asOf === this.shown.asOf) return;
    this.show({ asOf, gap: null }, 'replace');
    void this.chosen.read(false);
  }

  /** What figures are measured by, beside the day. The ranks of gaps are of a run: another one has others. */
  setBasis(part: Partial<Omit<Basis, 'asOf'>>): void {
    const isOtherRun = 'preset' in part && part.preset !== this.shown.preset;
    this.show({ ...part, ...(isOtherRun ? { gap: null } : {}) }, 'replace');
  }

  setPanel(panel: PanelView): void {
    const hidden = this.whatIf.hiddenIn(panel);
    this.show({ panel, hidden, ...(panel === 'gaps' ? {} : { gap: null }) }, 'replace');
  }

  setLayerShown(layer: string, isShown: boolean): void {
    const others = this.shown.hidden.filter((word) => word !== layer);
    this.show({ hidden: isShown ? others : [...others, layer].sort() }, 'replace');
  }

  setLanguage(language: Language): void {
    this.show({ language }, 'replace');
    this.speak();
    if (this.detail.kind === 'lost') void this.chosen.read(false);
  }

  /** The map says where it looks now; the address follows without a step of its own in the history. */
  moved(view: View): void {
    this.show({ view }, 'replace', 'view');
  }

  announce(sentence: string): void {
    this.said = sentence;
    this.tell('all');
  }

  /** The address of the page with another selection: what a list's links point to. */
  addressOf(selection: Thing | null, panel: PanelView = this.shown.panel): string {
    return toHash({ ...this.shown, selection, panel, gap: null, run: null, view: null }, this.first);
  }

  /** The address under which a run is explained. */
  addressOfRun(run: number): string {
    return toHash({ ...this.shown, run }, this.first);
  }

  /** Tells what a run is; null closes it again. */
  explainRun(run: number | null): void {
    this.show({ run }, 'replace');
  }

  /** Shows the details of a thing, whatever the panel shows now. */
  open(thing: Thing): void {
    this.show({ selection: thing, panel: 'place', gap: null }, 'push');
    this.chosen.forgetPlace();
    void this.chosen.read(true);
  }

  /** An error came from the server: if it is gone, says so and starts trying to reach it again. */
  noteTrouble(error: unknown): void {
    if (!(error instanceof ServerGone) || this.state.kind === 'starting' || this.state.kind === 'failed') return;
    if (this.state.gone) return;
    this.state = { ...this.state, gone: true };
    this.retry.restart();
    this.tryLater();
    this.tell('all');
  }

  /** A sentence about what failed; a silent service is noticed. */
  explain(error: unknown): Trouble {
    this.noteTrouble(error);
    return troubleOf(error, this.language);
  }

  async retryNow(): Promise<void> {
    this.retry.stop();
    this.tell('all');
    if (await this.server.isReady()) return this.comeBack();
    this.tryLater();
    this.tell('all');
  }

  /** A city that is shown already stays under the banner; everything else gives way to the trouble. */
  private fail(error: unknown): void {
    const isGone = error instanceof ServerGone;
    this.state =
      isGone && this.state.kind === 'city'
        ? { ...this.state, gone: true }
        : { kind: 'failed', shown: this.shown, trouble: troubleOf(error, this.language) };
    if (isGone) this.tryLater();
    this.tell('all');
  }

  private enter(): void {
    const asked = fromHash(location.hash, this.first);
    const shown = this.reader.may(asked.panel) ? asked : { ...asked, panel: 'place' as const, gap: null };
    this.state = { kind: this.size.extent ? 'city' : 'empty', shown, gone: false };
    this.retry.restart();
    this.tell('all');
    if (this.state.kind === 'empty') this.lookAgainForData();
    else void this.chosen.read(shown.view === null);
  }

  /** Others have changed the city: tiles, counts, lists and the chosen thing are read again, where the reader is. */
  async refresh(): Promise<void> {
    if (this.state.kind !== 'city' || this.state.gone) return;
    this.size = await this.server.city();
    this.edition += 1;
    this.counts.again();
    this.publicArea.again();
    this.whatIf.again();
    this.tell('tiles');
    await this.chosen.read(false, true);
  }

  private lookAgainForData(): void {
    this.retry.after(EMPTY_LOOK_MS, () => {
      if (this.state.kind === 'empty' && !this.state.gone) void this.start();
    });
  }

  private tryLater(): void {
    this.retry.later(() => void this.retryNow());
  }

  private async comeBack(): Promise<void> {
    await this.start();
    if (this.state.kind !== 'city' || this.state.gone) return;
    this.counts.again();
    this.area.again();
    this.gaps.again();
    this.whatIf.again();
    this.said = this.say.back;
    this.tell('tiles');
  }

  /** Changes what is shown, and the address with it. */
  show(part: Partial<Shown>, how: 'push' | 'replace', change: Change = 'all'): void {
    const before = this.shown;
    this.state = { ...this.state, shown: { ...before, ...part } };
    const hash = toHash(this.shown, this.first);
    if (hash !== location.hash) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', hash);
    this.tell(change);
  }

  /** The reader went back or forward, or changed the address by hand. */
  private showAddress(): void {
    const before = this.shown;
    const asked = fromHash(location.hash, this.first);
    const now = this.reader.may(asked.panel) ? asked : { ...asked, panel: 'place' as const, gap: null };
    if (toHash(now, this.first) === toHash(before, this.first)) return;
    this.state = { ...this.state, shown: now };
    this.speak();
    if (sameThing(before.selection, now.selection) && before.asOf === now.asOf) this.tell(before.gap === now.gap ? 'all' : 'gap');
    else void this.chosen.read(now.view === null);
  }

  private speak(): void {
    this.server.speak(this.language);
    document.documentElement.lang = LANGUAGE_TAGS[this.language];
  }

  /** Says to every part and to the map that something changed; what is measured follows what is shown. */
  tell(change: Change): void {
    if (FOLLOWED.includes(change)) {
      this.counts.follow();
      this.publicArea.follow();
      this.area.follow();
      this.gaps.follow();
      this.whatIf.follow();
    }
    this.dispatchEvent(new CustomEvent<Change>('change', { detail: change }));
  }
}
