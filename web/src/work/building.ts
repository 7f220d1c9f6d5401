/** A building of my grids: its entrances, floors and doors. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Entrance, PackBuilding } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import type { LonLat } from './inside.ts';
import './minimap.ts';
import { buildingName, doorCount } from './pack.ts';
import { WorkPart } from './part.ts';

export class WorkBuilding extends WorkPart {
  protected override updated(): void {
    const { at } = this.desk.shown;
    if (at?.layer === 'building') void this.desk.carried.look(at.id);
  }

  override render(): TemplateResult {
    const { desk, say } = this;
    const id = desk.shown.at?.id ?? 0;
    const building = desk.carried.building(id);
    const visit = desk.carried.visit(id);
    return html`<button type="button" class="plain back" @click=${() => history.length > 1 ? history.back() : desk.go('grids')}>${icon('up')}<span>${say.back}</span></button>
      ${building ? this.found(building) : visit === 'asking' ? html`<p class="quiet" role="status">${say.asking}</p>` : html`<section class="card"><h2>${say.notCarriedTitle}</h2><p>${desk.online ? say.notCarriedText : say.notCarriedOffline}</p></section>`}
      ${visit !== null && visit !== 'asking' ? html`<div class="notice" role="alert">${troubleText(visit)}</div>` : nothing}`;
  }

  private found(building: PackBuilding): TemplateResult {
    const { desk, say } = this;
    const [lon, lat] = building.point ?? [];
    const point: LonLat | null = lon === undefined || lat === undefined ? null : [lon, lat];
    return html`<h2 class="big">${buildingName(building)}</h2>
      <p class="quiet">${[building.address, building.code, building.floors ? say.floors(building.floors) : null].filter(Boolean).join(' · ')}</p>
      <button type="button" class="main" @click=${() => this.report(building)}>${icon('camera')}<span>${say.reportBuilding}</span></button>
      ${point ? html`<details><summary><span>${say.onMap}</span></summary><jw-mini-map .desk=${desk} .around=${point} .pin=${point}></jw-mini-map></details>` : nothing}
      <h3>${say.doors} <span class="quiet">${say.doorCount(doorCount(building))}</span></h3>
      ${building.entrances.length === 0 ? html`<p class="quiet">${desk.carried.pack?.doors === false ? say.doorsHidden : say.noDoors}</p>` : nothing}
      ${building.entrances.map((entrance) => this.entrance(entrance, building.entrances.length === 1))}`;
  }

  private entrance({ name, floors }: Entrance, isOnly: boolean): TemplateResult {
    const { say } = this;
    const doors = floors.reduce((sum, floor) => sum + floor.doors.length, 0);
    return html`<details class="entrance" ?open=${isOnly}><summary><span>${name ?? say.noEntrance}</span><span class="quiet">${say.doorCount(doors)}</span></summary>
      ${floors.length === 0 ? html`<p class="quiet">${say.noDoors}</p>` : html`<ol class="floors">${[...floors].reverse().map(
        ({ floor, doors: rooms }) => html`<li><span class="floor">${floor === null ? say.noFloor : say.floor(floor)}</span>
          <ul class="rooms">${rooms.map((door) => html`<li>${door.room ?? say.noRoom}</li>`)}</ul></li>`,
      )}</ol>`}</details>`;
  }

  private report(building: PackBuilding): void {
    this.desk.drafting.useBuilding(building);
    this.desk.go('report');
  }
}

customElements.define('jw-work-building', WorkBuilding);
