/** The report that is being written: kept at every touch, checked against what is known nearby, posted in one step. */

import type { Known, PackBuilding } from '../server/work.ts';
import type { WorkDesk } from './desk.ts';
import { newId } from './id.ts';
import type { LonLat } from './inside.ts';
import { BLANK, draftOf, isBlank, missing, PHOTOS_MOST, reportOf, type Draft, type Entry, type Missing, type Spot } from './letter.ts';
import { plainPlace } from './mars.ts';
import { buildingName, nearIncidents } from './pack.ts';
import { shrunk } from './photo.ts';

/** Typing is kept after a short rest, everything else at once. */
const REST_MS = 400;

export class Drafting {
  draft: Draft = BLANK;
  /** What may be the same problem, and whether the service was asked. */
  near: { incidents: Known[]; asked: boolean } = { incidents: [], asked: false };
  /** The draft follows the position until the worker chooses another place. */
  wantsPosition = false;
  photoTrouble: string | null = null;
  readingPhotos = 0;
  /** The phone has no room left: what is written is not kept. */
  isFull = false;
  /** What was missing when the worker tried to send. */
  lacking: Missing[] = [];
  private readonly desk: WorkDesk;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private nearFor = '';
  private asking: AbortController | null = null;

  constructor(desk: WorkDesk) {
    this.desk = desk;
  }

  async load(): Promise<void> {
    this.draft = (await this.desk.keep.get('draft')) ?? BLANK;
    this.wantsPosition = this.draft.spot?.kind === 'here';
    void this.look();
  }

  change(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.lacking = this.lacking.filter((each) => missing(this.draft).includes(each));
    clearTimeout(this.timer);
    if ('description' in part) this.timer = setTimeout(() => void this.save(), REST_MS);
    else void this.save();
    void this.look();
    this.desk.tell();
  }

  /** Keeps what is written now; also when the page is about to be hidden. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    try {
      await this.desk.keep.set('draft', this.draft);
      this.isFull = false;
    } catch {
      this.isFull = true;
      this.desk.tell();
    }
  }

  useHere(): void {
    this.wantsPosition = true;
    this.desk.position.start();
    if (this.desk.position.state.kind === 'denied' || this.desk.position.state.kind === 'unknown') this.desk.position.again();
    this.moved();
    this.desk.tell();
  }

  useBuilding(building: PackBuilding): void {
    const [lon = NaN, lat = NaN] = building.point ?? this.desk.position.place ?? [];
    this.use({ kind: 'building', id: building.id, name: buildingName(building), lon, lat });
  }

  usePin([lon, lat]: LonLat): void {
    this.use({ kind: 'pin', lon, lat });
  }

  /** A better or newer position of the phone while «here» is wanted. */
  moved(): void {
    const { fix, crs } = this.desk.position;
    if (!this.wantsPosition || !fix) return;
    this.change({ spot: { kind: 'here', lon: fix.lon, lat: fix.lat, accuracy_m: fix.accuracy_m, crs } });
  }

  async addPhotos(files: Iterable<Blob>): Promise<void> {
    this.photoTrouble = null;
    for (const file of [...files].slice(0, PHOTOS_MOST - this.draft.photos.length)) {
      this.readingPhotos++;
      this.desk.tell();
      try {
        const photo = await shrunk(file);
        this.change({ photos: [...this.draft.photos, photo] });
      } catch {
        this.photoTrouble = this.desk.say.photoUnreadable;
      } finally {
        this.readingPhotos--;
        this.desk.tell();
      }
    }
  }

  /** Posts the draft; false where something is missing, which `lacking` names. */
  async post(): Promise<boolean> {
    this.lacking = missing(this.draft);
    if (this.lacking.length > 0) {
      this.desk.announce(this.desk.say.stillNeeded(this.lacking));
      return false;
    }
    const report = reportOf(this.draft, Date.now());
    return this.leave(newId(), { kind: 'report', report, photos: this.draft.photos, where: this.where(this.draft.spot) });
  }

  /** «This is the one»: the words of the draft are added to what is known already. */
  async support(incident: Known): Promise<boolean> {
    const { id, code, category } = incident;
    return this.leave(newId(), { kind: 'support', incident: { id, code, category }, note: this.draft.description.trim() });
  }

  /** A refused report, or one that was never sent, becomes the draft again. */
  async mend(entry: Entry): Promise<void> {
    if (entry.letter.kind !== 'report') return;
    this.wantsPosition = false;
    this.draft = draftOf(entry.letter);
    await this.save();
    await this.desk.outbox.discard(entry.id);
    void this.look();
    this.desk.go('report');
  }

  clear(): void {
    this.wantsPosition = false;
    this.lacking = [];
    this.change(BLANK);
  }

  get isBlank(): boolean {
    return isBlank(this.draft);
  }

  /** The place in words, as far as the phone knows it. */
  where(spot: Spot | null): string {
    if (!spot) return '';
    return spot.kind === 'building' ? spot.name : this.desk.placeName(plainPlace(spot, spot.kind === 'here' ? spot.crs : 'EPSG:4326'));
  }

  private use(spot: Spot): void {
    this.wantsPosition = false;
    this.change({ spot });
  }

  /** The draft goes out of hand before anything waits, so that a second touch or a new position does not bring it back. */
  private async leave(id: string, letter: Entry['letter']): Promise<boolean> {
    clearTimeout(this.timer);
    const held = this.draft;
    this.draft = BLANK;
    this.wantsPosition = false;
    this.near = { incidents: [], asked: false };
    this.nearFor = '';
    try {
      await this.desk.outbox.add(id, letter, this.desk.account);
    } catch {
      this.draft = held;
      this.isFull = true;
      this.desk.announce(this.desk.say.phoneFull);
      return false;
    }
    this.desk.announce(this.desk.online ? this.desk.say.posted : this.desk.say.postedOffline);
    return true;
  }

  /** What of this category is open nearby: from the pack at once, from the service when it answers. */
  private async look(): Promise<void> {
    const { category, spot } = this.draft;
    if (category === null || spot === null) {
      this.near = { incidents: [], asked: false };
      this.nearFor = '';
      return;
    }
    const crs = spot.kind === 'here' ? spot.crs : 'EPSG:4326';
    const key = `${category} ${crs} ${spot.lon.toFixed(5)} ${spot.lat.toFixed(5)}`;
    if (key === this.nearFor) return;
    this.nearFor = key;
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    const { pack } = this.desk.carried;
    this.near = { incidents: pack ? nearIncidents(pack, category, plainPlace(spot, crs)) : [], asked: false };
    if (!this.desk.online) return;
    const found = await this.desk.asking(() => this.desk.service.near(category, spot.lon, spot.lat, crs, signal), () => undefined);
    if (!found || this.nearFor !== key) return;
    this.near = { incidents: found, asked: true };
    this.desk.tell();
  }
}
