/** Find a door by an address as people say it: in the pack at once, beyond it by the service when there is a network. */

import { html, nothing, type TemplateResult } from 'lit';
import type { AddressPlace, Geocoded } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import { findDoors, type DoorHit } from './find.ts';
import { buildingName } from './pack.ts';
import { WorkPart } from './part.ts';

const MOST = 12;
const RIVALS_MOST = 6;
const WAIT_MS = 500;

export class FindDoor extends WorkPart {
  static override properties = { ...WorkPart.properties, text: { state: true }, answer: { state: true } };
  declare text: string;
  /** What the service says of the text; null while it is not asked or has not answered. */
  declare answer: Geocoded | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor() {
    super();
    this.text = '';
    this.answer = null;
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    const hits = desk.carried.pack && this.text !== '' ? findDoors(desk.carried.pack, this.text, MOST + 1) : [];
    return html`<section class="find" aria-label=${say.findDoor}>
      <label class="field"><span>${say.findDoor}</span>
        <input type="search" name="door" enterkeyhint="search" autocomplete="off" placeholder=${say.findDoorHint} .value=${this.text} @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)} /></label>
      ${this.text === '' ? nothing : html`<p class="quiet" role="status">${hits.length === 0 ? say.noDoorFound : hits.length > MOST ? say.manyDoors(MOST) : say.doorsFound(hits.length)}</p>
        <ul class="rows">${hits.slice(0, MOST).map((hit) => this.hit(hit))}</ul>
        ${this.answer ? this.beyond(this.answer) : desk.online ? nothing : html`<p class="quiet">${say.beyondOffline}</p>`}`}
    </section>`;
  }

  private hit({ building, entrance, door }: DoorHit): TemplateResult {
    const name = html`${buildingName(building)}${entrance ? html` ${entrance.name ?? this.say.noEntrance}` : nothing}${door ? html` <b>${door.room}</b>` : nothing}`;
    return this.row(name, door?.floor ?? null, building.id);
  }

  /** The places that the service means, those of the pack left out; and why it means none. */
  private beyond(answer: Geocoded): TemplateResult | typeof nothing {
    const { say, desk } = this;
    const placed = [answer.door, answer.entrance, answer.building].find((each) => each);
    const places = (placed ? [placed] : answer.rivals.slice(0, RIVALS_MOST)).filter((place) => !desk.carried.pack?.buildings.some(({ id }) => id === place.building_id));
    if (places.length === 0) return answer.status === 'failed' && answer.reason ? html`<p class="quiet">${say.service}${answer.reason[desk.language]}</p>` : nothing;
    return html`<p class="quiet" role="status">${answer.status === 'placed' ? say.beyondFound : say.beyondRivals}</p>
      <ul class="rows beyond">${places.map((place) => this.place(place))}</ul>`;
  }

  private place(place: AddressPlace): TemplateResult {
    const { building_id: building } = place;
    if (building === null || building === undefined) return html`<li class="line"><span>${place.name}</span></li>`;
    return this.row(html`${place.name}`, place.floor ?? null, building);
  }

  private row(name: TemplateResult, floor: number | null, building: number): TemplateResult {
    return html`<li><button type="button" class="row" @click=${() => this.desk.go('grids', { layer: 'building', id: building })}>
      <span>${name}</span><span class="quiet">${floor === null ? '' : this.say.floor(floor)}</span>${icon('chevron')}</button></li>`;
  }

  private typed(text: string): void {
    this.text = text;
    this.answer = null;
    clearTimeout(this.timer);
    this.asking?.abort();
    if (text.trim() !== '' && this.desk.online) this.timer = setTimeout(() => void this.ask(text.trim()), WAIT_MS);
  }

  private async ask(text: string): Promise<void> {
    const { signal } = (this.asking = new AbortController());
    const answer = await this.desk.asking(() => this.desk.service.geocode(text, this.desk.position.place, signal), () => undefined);
    if (answer && !signal.aborted) this.answer = answer;
  }
}

customElements.define('jw-find-door', FindDoor);
