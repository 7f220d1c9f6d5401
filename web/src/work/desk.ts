/** The story of the worker's page: what it shows, what the phone carries, what is written and sent. */

import type { Session } from '../account/service.ts';
import { isLanguage, LANGUAGE_TAGS, type Language } from '../i18n.ts';
import { ServerGone, Transport, troubleOf } from '../server/transport.ts';
import { WorkService, type Choice, type Word } from '../server/work.ts';
import type { Trouble } from '../state.ts';
import { fromHash, toHash, type At, type Shown, type Tab } from './address.ts';
import { Carried } from './carried.ts';
import { Cases } from './cases.ts';
import { Drafting } from './drafting.ts';
import type { LonLat } from './inside.ts';
import { openKeep, MemoryKeep, type Keep, type Kept } from './keep.ts';
import { Outbox } from './outbox.ts';
import { buildingName, placeIn } from './pack.ts';
import { Position } from './position.ts';
import { askToBeWoken } from './sync.ts';
import { workWords, type WorkWords } from './words.ts';

export class WorkDesk extends EventTarget {
  readonly transport = new Transport();
  readonly service = new WorkService(this.transport);
  readonly position = new Position();
  readonly carried = new Carried(this);
  readonly drafting = new Drafting(this);
  readonly cases = new Cases(this);
  keep: Keep = new MemoryKeep();
  outbox = new Outbox(this.keep, (id, letter, account) => this.service.send(id, letter, account));
  shown: Shown = fromHash(location.hash);
  language: Language = 'zh';
  catalogue: Kept['catalogue'] = { categories: [], states: [] };
  /** The roles of whoever holds the phone; none is the public, null is not known yet. */
  roles: string[] | null = null;
  /** The account in whose name letters are written; null is the public. */
  account: number | null = null;
  /** The grids in which whoever is signed in is a worker. */
  assigned: Choice[] = [];
  /** The account's session has ended without a word: what is written waits for it. */
  lapsed = false;
  ready = false;
  private rememberedAccount!: () => void;
  /** Until the phone has told whose it was nobody can say that his session has ended. */
  private readonly remembering = new Promise<void>((told) => {
    this.rememberedAccount = told;
  });
  /** Whether the last question was answered and the phone does not say that it is cut off. */
  online = navigator.onLine;
  /** A newer release waits for the page to be opened again. */
  renewal: (() => void) | null = null;
  /** What a screen reader is told next. */
  said = '';
  /** How many letters could not be sent when the outbox changed last. */
  private left = 0;

  get say(): WorkWords {
    return workWords(this.language);
  }

  get isStaff(): boolean {
    return (this.roles ?? []).length > 0;
  }

  async start(): Promise<void> {
    this.keep = await openKeep();
    this.outbox = new Outbox(this.keep, (id, letter, account) => this.service.send(id, letter, account));
    this.outbox.addEventListener('change', () => this.outboxChanged());
    this.position.addEventListener('change', () => this.moved());
    const asked = new URLSearchParams(location.hash.slice(1)).get('lang') ?? undefined;
    const kept = isLanguage(asked) ? asked : await this.keep.get('language');
    await this.speak(kept ?? 'zh');
    this.catalogue = (await this.keep.get('catalogue')) ?? this.catalogue;
    this.roles = (await this.keep.get('roles')) ?? null;
    this.account = (await this.keep.get('account')) ?? null;
    this.rememberedAccount();
    this.position.shifted = (await this.keep.get('shifted')) ?? false;
    await Promise.all([this.outbox.load(), this.carried.load(), this.drafting.load()]);
    this.ready = true;
    this.listen();
    this.follow();
    this.tell();
    await this.wake();
  }

  go(tab: Tab, at: At | null = null): void {
    const hash = toHash({ tab, at });
    if (hash !== location.hash) history.pushState(null, '', hash);
    this.showAddress();
  }

  async speak(language: Language): Promise<void> {
    this.language = language;
    this.transport.speak(language);
    document.documentElement.lang = LANGUAGE_TAGS[language];
    document.title = this.say.documentTitle;
    this.tell();
    await this.keep.set('language', language);
  }

  /** Who is signed in, as the service says it now. Whoever did not sign out is waited for. */
  async told(session: Session): Promise<void> {
    await this.remembering;
    this.assigned = session.grants.flatMap(({ role, layer, id, name, code }) => (role === 'worker' && layer === 'grid' && id !== null ? [{ id, name, code }] : []));
    const before = this.account;
    const now = session.account?.id ?? null;
    this.lapsed = now === null && before !== null && !session.trusted_local;
    // doors and reports are for whoever is signed in; the same account's are fetched again
    if (this.lapsed) await this.carried.forget();
    this.tell();
    if (this.lapsed || now === before) return;
    if (before !== null) await this.carried.letGo();
    this.account = now;
    await this.keep.set('account', now);
    if (this.ready) await this.wake();
  }

  /** Whoever holds the phone signs out: what only staff may know does not stay on it. What waits to be sent does. */
  async signedOut(): Promise<void> {
    this.account = null;
    this.lapsed = false;
    await this.keep.set('account', null);
    await this.keep.set('roles', []);
    await this.carried.letGo();
  }

  setShifted(shifted: boolean): void {
    this.position.setShifted(shifted);
    void this.keep.set('shifted', shifted);
  }

  /** The word of a category or a state; its id where the word is not known. */
  word(kind: 'categories' | 'states', id: string | null): string {
    const words: readonly Word[] = this.catalogue[kind].length > 0 ? this.catalogue[kind] : (this.carried.pack?.[kind] ?? []);
    return words.find((each) => each.id === id)?.label[this.language] ?? id ?? '';
  }

  get categories(): readonly Word[] {
    return this.catalogue.categories.length > 0 ? this.catalogue.categories : (this.carried.pack?.categories ?? []);
  }

  /** Runs something that asks the service; whether it answered shows in `online`. The answer is null when it failed. */
  async asking<Answer>(ask: () => Promise<Answer>, onTrouble: (trouble: Trouble, error: unknown) => void): Promise<Answer | null> {
    try {
      const answer = await ask();
      this.reached(true);
      return answer;
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return null;
      this.reached(!(error instanceof ServerGone));
      onTrouble(troubleOf(error, this.language), error);
      return null;
    }
  }

  /** Grid and building under a place, as far as the pack knows them. */
  placeName(place: LonLat): string {
    const found = this.carried.pack ? placeIn(this.carried.pack, place) : null;
    if (found?.building) return buildingName(found.building);
    return found?.grid?.name ?? `${place[0].toFixed(5)}, ${place[1].toFixed(5)}`;
  }

  announce(text: string): void {
    this.said = text;
    this.tell();
  }

  tell(): void {
    this.dispatchEvent(new Event('change'));
  }

  /** The page is looked at again, or the network is back. */
  private async wake(): Promise<void> {
    if (!navigator.onLine) return;
    void this.outbox.hurry();
    const scope = await this.asking(() => this.service.scope(), () => undefined);
    if (scope) {
      this.roles = scope.roles;
      void this.keep.set('roles', scope.roles);
      if (scope.roles.length === 0) await this.carried.forget();
      const words = await this.asking(() => this.service.catalogue(), () => undefined);
      if (words) {
        this.catalogue = { categories: words.categories, states: words.states };
        void this.keep.set('catalogue', this.catalogue);
      }
      await this.carried.refreshIfOld();
    }
    this.tell();
  }

  private listen(): void {
    window.addEventListener('popstate', () => this.showAddress());
    window.addEventListener('hashchange', () => this.showAddress());
    window.addEventListener('online', () => {
      this.reached(true);
      void this.wake();
    });
    window.addEventListener('offline', () => this.reached(false));
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void this.wake();
      // a hidden page may be ended at any time without a word
      else void this.drafting.save();
      this.follow();
    });
  }

  private showAddress(): void {
    this.shown = fromHash(location.hash);
    this.follow();
    this.tell();
  }

  /** The position is followed where it is looked at. */
  private follow(): void {
    const isWanted = document.visibilityState === 'visible' && (this.shown.tab === 'here' || (this.shown.tab === 'report' && this.drafting.wantsPosition));
    if (isWanted) this.position.start();
    else this.position.stop();
    if (this.shown.at?.layer === 'incident') void this.cases.open(this.shown.at.id);
  }

  private moved(): void {
    this.drafting.moved();
    this.tell();
  }

  private outboxChanged(): void {
    const gone = this.outbox.entries.some(({ stage }) => stage.kind === 'waiting' && stage.tries > 0 && stage.why === null);
    if (gone) this.reached(false);
    // what can be sent at once needs nobody who wakes up for it
    const left = gone || !navigator.onLine ? this.outbox.count('waiting') : 0;
    if (left > this.left) void askToBeWoken((navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker);
    this.left = left;
    this.tell();
  }

  private reached(online: boolean): void {
    const isOnline = online && navigator.onLine;
    if (isOnline === this.online) return;
    this.online = isOnline;
    this.tell();
  }
}
