/** Find a door by an address as people say it. */

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import { findDoors, type DoorHit } from './find.ts';
import { buildingName } from './pack.ts';
import { WorkPart } from './part.ts';

const MOST = 12;

export class FindDoor extends WorkPart {
  static override properties = { ...WorkPart.properties, text: { state: true } };
  declare text: string;

  constructor() {
    super();
    this.text = '';
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    const hits = desk.carried.pack && this.text !== '' ? findDoors(desk.carried.pack, this.text, MOST + 1) : [];
    return html`<section class="find" aria-label=${say.findDoor}>
      <label class="field"><span>${say.findDoor}</span>
        <input type="search" name="door" enterkeyhint="search" autocomplete="off" placeholder=${say.findDoorHint} .value=${this.text} @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)} /></label>
      ${this.text === '' ? nothing : html`<p class="quiet" role="status">${hits.length === 0 ? say.noDoorFound : hits.length > MOST ? say.manyDoors(MOST) : say.doorsFound(hits.length)}</p>
        <ul class="rows">${hits.slice(0, MOST).map((hit) => this.hit(hit))}</ul>`}
    </section>`;
  }

  private hit({ building, entrance, door }: DoorHit): TemplateResult {
    const floor = door?.floor ?? null;
    return html`<li><button type="button" class="row" @click=${() => this.desk.go('grids', { layer: 'building', id: building.id })}>
      <span>${buildingName(building)}${entrance ? html` ${entrance.name ?? this.say.noEntrance}` : nothing}${door ? html` <b>${door.room}</b>` : nothing}</span>
      <span class="quiet">${floor === null ? '' : this.say.floor(floor)}</span>${icon('chevron')}</button></li>`;
  }
}

customElements.define('jw-find-door', FindDoor);
