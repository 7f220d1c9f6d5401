/** My grids: find a door, then buildings by estate, units and venues; the grids themselves are chosen here. */

import { html, nothing, type TemplateResult } from 'lit';
import type { PackBuilding, PackGrid } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import './choose.ts';
import './find_door.ts';
import './minimap.ts';
import { dueWords, urgency } from './due.ts';
import { packAge } from './pack_age.ts';
import { buildingName, byEstate, doorCount, openIncidents } from './pack.ts';
import { WorkPart } from './part.ts';

export class WorkGrids extends WorkPart {
  static override properties = { ...WorkPart.properties, choosing: { state: true }, mapped: { state: true } };
  declare choosing: boolean;
  declare mapped: boolean;

  constructor() {
    super();
    this.choosing = this.mapped = false;
  }

  override render(): TemplateResult {
    const { desk, say } = this;
    if (desk.roles !== null && !desk.isStaff && desk.carried.grids.length === 0) return html`<section class="card"><h2>${say.staffOnly}</h2><p>${say.staffOnlyText}</p></section>`;
    if (this.choosing || desk.carried.grids.length === 0) return html`<jw-work-choose .desk=${desk} @done=${() => (this.choosing = false)}></jw-work-choose>`;
    const { pack } = desk.carried;
    return html`${packAge(desk)}
      ${pack ? html`<jw-find-door .desk=${desk}></jw-find-door>
        <div class="two"><button type="button" class="second" aria-expanded=${this.mapped ? 'true' : 'false'} @click=${() => (this.mapped = !this.mapped)}>${icon('layers')}<span>${this.mapped ? say.hideMap : say.byMap}</span></button>
          <button type="button" class="second" @click=${() => (this.choosing = true)}>${icon('grid')}<span>${say.otherGrids}</span></button></div>
        ${this.mapped ? html`<jw-mini-map .desk=${desk}></jw-mini-map>` : nothing}
        ${pack.grids.map((grid) => this.grid(grid))} ${this.places()}` : this.none()}`;
  }

  private none(): TemplateResult {
    const { desk, say } = this;
    return html`<section class="card"><h2>${desk.carried.busy ? say.refreshing : say.nothingCarried}</h2><p>${desk.carried.busy ? say.firstPack : desk.online ? say.nothingCarriedText : say.nothingCarriedOffline}</p>
      <button type="button" class="second" @click=${() => (this.choosing = true)}>${say.otherGrids}</button></section>`;
  }

  private grid(grid: PackGrid): TemplateResult {
    const { desk, say } = this;
    const groups = desk.carried.pack ? byEstate(desk.carried.pack, grid.id) : [];
    const count = groups.reduce((sum, { buildings }) => sum + buildings.length, 0);
    return html`<section class="grid-card" aria-labelledby="grid-${grid.id}">
      <h2 id="grid-${grid.id}">${grid.name ?? grid.code}</h2>
      <p class="quiet">${[grid.street, grid.community].filter(Boolean).join(' · ')}<br />${say.gridSize(count, grid.households)}</p>
      ${this.open(grid)}
      ${groups.length === 0 ? html`<p class="quiet">${say.noBuildings}</p>` : groups.map(
        ({ estate, buildings }) => html`<details ?open=${groups.length === 1}><summary><span>${estate ?? say.scattered}</span><span class="quiet">${say.buildingCount(buildings.length)}</span></summary>
          <ul class="rows">${buildings.map((building) => this.building(building))}</ul></details>`,
      )}
    </section>`;
  }

  /** What is open there, and until when the most urgent of it is to be done. */
  private open(grid: PackGrid): TemplateResult {
    const { desk, say } = this;
    const { pack } = desk.carried;
    const [first, ...others] = pack ? openIncidents(pack).filter((incident) => incident.grid?.id === grid.id) : [];
    if (!first) return html`<p class="quiet">${say.nothingOpen}</p>`;
    const now = Date.now();
    const overdue = [first, ...others].filter((incident) => urgency(incident, now) === 'overdue').length;
    return html`<button type="button" class="row case ${urgency(first, now)}" @click=${() => desk.go('incidents')}>
      <span>${say.openIncidents(others.length + 1)}${overdue > 0 ? html` <span class="late">${say.overdueCount(overdue)}</span>` : nothing}</span>
      <span class="due">${dueWords(first, now, desk.language)}</span>${icon('chevron')}</button>`;
  }

  private building(building: PackBuilding): TemplateResult {
    const doors = doorCount(building);
    return html`<li><button type="button" class="row" @click=${() => this.desk.go('grids', { layer: 'building', id: building.id })}>
      <span>${building.estate ? (building.name ?? building.address ?? building.code) : buildingName(building)}</span>
      <span class="quiet">${doors > 0 ? this.say.doorCount(doors) : building.households ? this.say.householdCount(building.households) : ''}</span>${icon('chevron')}</button></li>`;
  }

  private places(): TemplateResult {
    const { say } = this;
    const { units = [], venues = [] } = this.desk.carried.pack ?? {};
    return html`<section class="grid-card" aria-labelledby="places-title"><h2 id="places-title">${say.unitsAndVenues}</h2>
      <details><summary><span>${say.units}</span><span class="quiet">${units.length}</span></summary>
        ${units.length === 0 ? html`<p class="quiet">${say.noUnits}</p>` : html`<ul class="rows">${units.map(
          (unit) => html`<li class="line"><span>${unit.name ?? unit.code}</span>${unit.telephone ? html`<a class="call" href="tel:${unit.telephone}">${unit.telephone}</a>` : nothing}</li>`,
        )}</ul>`}</details>
      <details><summary><span>${say.venues}</span><span class="quiet">${venues.length}</span></summary>
        ${venues.length === 0 ? html`<p class="quiet">${say.noVenues}</p>` : html`<ul class="rows">${venues.map(
          (venue) => html`<li class="line"><span>${venue.name ?? ''}<br /><span class="quiet">${[venue.label?.[this.desk.language], venue.address, venue.opening].filter(Boolean).join(' · ')}</span></span></li>`,
        )}</ul>`}</details></section>`;
  }
}

export function doorName(building: PackBuilding, entrance: { name: string | null } | null, door: { room: string | null } | null): string {
  return [buildingName(building), entrance?.name, door?.room].filter(Boolean).join(' ');
}

customElements.define('jw-work-grids', WorkGrids);
