/** Where am I: the position with its accuracy, grid and building under it, and a building instead where it is known better. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Located, PackBuilding } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import type { LonLat } from './inside.ts';
import type { PositionCrs } from './mars.ts';
import './minimap.ts';
import { buildingName, nearestBuildings, placeIn } from './pack.ts';
import { WorkPart } from './part.ts';
import { likelierReading } from './reading.ts';

const NEAREST = 6;

/** A position that has moved less is not asked about again. */
const SAME_DEGREES = 5e-5;

/** So far (some 30 m) what the service said of a place is shown until it has said what is here. */
const NEAR_DEGREES = 3e-4;

export class WorkHere extends WorkPart {
  private located: { at: LonLat; found: Located } | null = null;
  private asked: LonLat | null = null;
  private isAsking = false;

  override render(): TemplateResult {
    const { desk, say } = this;
    const { state, place } = desk.position;
    const other = this.likelier();
    // what makes the place doubtful stands above the map that shows it
    const isDoubtful = state.kind === 'found' && (other !== null || desk.position.isSuspicious);
    return html`<section class="card here" aria-labelledby="here-title">
        ${place && state.kind === 'found' ? this.found(place, state.fix.accuracy_m) : this.unfound()}
      </section>
      ${isDoubtful ? this.shiftSwitch(other) : nothing}
      ${place && state.kind === 'found' ? html`<jw-mini-map .desk=${desk} .around=${place}></jw-mini-map>` : nothing}
      ${isDoubtful || state.kind === 'insecure' ? nothing : this.shiftSwitch(other)}
      ${this.buildings(place)}
      <p class="quiet">${say.ownTrack}</p>`;
  }

  protected override updated(): void {
    void this.locate();
  }

  private found(place: LonLat, accuracy_m: number): TemplateResult {
    const { desk, say } = this;
    const inPack = desk.carried.pack ? placeIn(desk.carried.pack, place) : null;
    // Without a network nothing new is told: what was told where the worker came from is not of here.
    const located = this.located && near(this.located.at, place, NEAR_DEGREES) ? this.located.found : null;
    const name = (layer: string) => located?.places.find((each) => each.layer === layer)?.name ?? null;
    const building = inPack?.building ? buildingName(inPack.building) : [name('estate'), name('building')].filter(Boolean).join(' ');
    const grid = inPack?.grid?.name ?? name('grid');
    const above = [name('street') ?? inPack?.grid?.street, name('community') ?? inPack?.grid?.community].filter(Boolean).join(' · ');
    const isTie = inPack?.tie === true || located?.tie === true;
    return html`<h2 id="here-title" class="big">${building || say.outdoors}</h2>
      <p>${grid ?? (located ? say.noGridHere : this.isAsking ? say.asking : say.noGridOffline)}${above ? html`<br /><span class="quiet">${above}</span>` : nothing}</p>
      ${isTie ? html`<p class="quiet">${say.tie}</p>` : nothing}
      <p class="quiet">${say.accuracy(Math.round(accuracy_m))}${accuracy_m > 50 ? ` · ${say.roughPosition}` : ''}</p>
      <button type="button" class="main" @click=${() => this.reportHere()}>${icon('camera')}<span>${say.reportHere}</span></button>`;
  }

  private unfound(): TemplateResult {
    const { desk, say } = this;
    const { kind } = desk.position.state;
    const words = { off: say.locating, asking: say.locating, found: '', denied: say.positionDenied, unknown: say.positionUnknown, insecure: say.positionInsecure }[kind];
    return html`<h2 id="here-title">${kind === 'off' || kind === 'asking' ? say.locating : say.noPosition}</h2>
      ${kind === 'off' || kind === 'asking' ? html`<p class="quiet">${say.locatingHint}</p>` : html`<p>${words}</p>`}
      ${kind === 'denied' || kind === 'unknown' ? html`<button type="button" class="second" @click=${() => desk.position.again()}>${say.tryAgain}</button>` : nothing}`;
  }

  private shiftSwitch(other: PositionCrs | null): TemplateResult {
    const { desk, say } = this;
    return html`<div class="switch">
      <label><input type="checkbox" name="shifted" .checked=${desk.position.shifted} @change=${(event: Event) => this.shift((event.target as HTMLInputElement).checked)} /><span>${say.shifted}</span></label>
      ${desk.position.isBeyond ? html`<p class="notice">${say.notShiftedHere}</p>` : other === null ? nothing : this.readSo(other)}
      ${desk.position.isSuspicious && other === null ? html`<p class="notice">${say.suspicious}</p>` : nothing}
      ${desk.position.isSuspicious || other !== null ? nothing : html`<p class="quiet">${say.shiftedHint}</p>`}
    </div>`;
  }

  private readSo(other: PositionCrs): TemplateResult {
    const { say } = this;
    return html`<div class="notice likelier"><p>${other === 'gcj02' ? say.likelyShifted : say.likelyPlain}</p>
      <button type="button" class="second" @click=${() => this.shift(other === 'gcj02')}>${say.readSo}</button></div>`;
  }

  /** The other reading, where the worker's own grids speak for it. */
  private likelier(): PositionCrs | null {
    const { pack } = this.desk.carried;
    const { fix, crs } = this.desk.position;
    return fix && pack ? likelierReading(fix, crs, (place) => placeIn(pack, place).grid !== null) : null;
  }

  /** «I am in this building»: more certain between houses than any satellite. */
  private buildings(place: LonLat | null): TemplateResult {
    const { desk, say } = this;
    const { pack } = desk.carried;
    const near = pack && place ? nearestBuildings(pack, place, NEAREST) : [];
    if (near.length === 0) return html`<button type="button" class="second" @click=${() => desk.go('grids')}>${icon('building')}<span>${say.chooseBuilding}</span></button>`;
    return html`<section aria-labelledby="near-title"><h2 id="near-title">${say.inThisBuilding}</h2>
      <ul class="rows">${near.map(
        ({ building, distance_m }) => html`<li><button type="button" class="row" @click=${() => this.inBuilding(building)}>
          <span>${buildingName(building)}</span><span class="quiet">${say.metres(Math.round(distance_m))}</span></button></li>`,
      )}</ul></section>`;
  }

  private reportHere(): void {
    this.desk.drafting.useHere();
    this.desk.go('report');
  }

  private inBuilding(building: PackBuilding): void {
    this.desk.drafting.useBuilding(building);
    this.desk.go('report');
  }

  private shift(shifted: boolean): void {
    this.located = this.asked = null;
    this.desk.setShifted(shifted);
  }

  /** The service knows more than the pack: the areas above, and places beyond the worker's own grids. */
  private async locate(): Promise<void> {
    const { fix, place, crs } = this.desk.position;
    if (!fix || !place || !this.desk.online || (this.asked && near(this.asked, place, SAME_DEGREES))) return;
    this.asked = place;
    this.isAsking = true;
    this.requestUpdate();
    const found = await this.desk.asking(() => this.desk.service.locate(fix.lon, fix.lat, crs), () => undefined);
    if (this.asked !== place) return;
    this.isAsking = false;
    if (found) {
      this.located = { at: place, found };
      this.desk.position.agree([found.lon, found.lat]);
    }
    this.requestUpdate();
  }
}

function near(one: LonLat, other: LonLat, degrees: number): boolean {
  return Math.abs(one[0] - other[0]) < degrees && Math.abs(one[1] - other[1]) < degrees;
}

customElements.define('jw-work-here', WorkHere);
