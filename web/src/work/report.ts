/** Report in half a minute: what kind, where, what, a photo. Every touch is kept; sending never waits for the network. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Known } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import './minimap.ts';
import type { MiniMap } from './minimap.ts';
import { plainPlace } from './mars.ts';
import { agoWords } from './due.ts';
import type { LonLat } from './inside.ts';
import { PHOTOS_MOST } from './letter.ts';
import { WorkPart } from './part.ts';
import { PhotoStrip } from './photos.ts';

export class WorkReport extends WorkPart {
  static override properties = { ...WorkPart.properties, pinning: { state: true } };
  declare pinning: boolean;
  private readonly strip = new PhotoStrip();

  constructor() {
    super();
    this.pinning = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.desk.drafting.save();
    this.strip.clear();
  }

  override render(): TemplateResult {
    const { desk, say } = this;
    const { drafting } = desk;
    return html`<form class="report" novalidate @submit=${(event: Event) => void this.post(event)}>
      ${this.kinds()} ${this.place()} ${this.near()}
      <label class="field"><span>${say.what}</span>
        <textarea name="description" rows="2" maxlength="2000" placeholder=${say.whatHint} aria-invalid=${drafting.lacking.includes('description') ? 'true' : 'false'}
          .value=${drafting.draft.description} @input=${(event: Event) => drafting.change({ description: (event.target as HTMLTextAreaElement).value })}></textarea></label>
      ${this.photos()}
      ${drafting.isFull ? html`<p class="notice" role="alert">${say.phoneFull}</p>` : nothing}
      ${drafting.lacking.length > 0 ? html`<p class="notice" role="alert">${say.stillNeeded(drafting.lacking)}</p>` : nothing}
      ${drafting.isBlank ? nothing : html`<button type="button" class="plain over" @click=${() => confirm(say.reallyClear) && drafting.clear()}>${say.startOver}</button>`}
      <div class="send">
        <button type="submit" class="main">${icon('tray')}<span>${desk.online ? say.send : say.sendLater}</span></button>
      </div>
    </form>`;
  }

  private kinds(): TemplateResult {
    const { desk, say } = this;
    const { draft, lacking } = desk.drafting;
    if (desk.categories.length === 0) return html`<p class="notice">${say.noCategories}</p>`;
    return html`<fieldset class="kinds" aria-describedby=${lacking.includes('category') ? 'kinds-wanted' : nothing}><legend>${say.kind}</legend>
      ${desk.categories.map(
        ({ id, label }) => html`<label class="kind ${draft.category === id ? 'chosen' : ''}"><input type="radio" name="category" value=${id} .checked=${draft.category === id} @change=${() => desk.drafting.change({ category: id })} /><span>${label[desk.language]}</span></label>`,
      )}
    </fieldset>`;
  }

  private place(): TemplateResult {
    const { desk, say } = this;
    const { drafting } = desk;
    const { spot } = drafting.draft;
    const kind = this.pinning ? 'pin' : drafting.wantsPosition ? 'here' : (spot?.kind ?? null);
    const choice = (value: string, words: string, act: () => void) =>
      html`<button type="button" class="choice" aria-pressed=${kind === value ? 'true' : 'false'} @click=${act}>${words}</button>`;
    return html`<fieldset class="places"><legend>${say.where}</legend>
      <div class="choices">
        ${choice('here', say.spotHere, () => this.useHere())}
        ${choice('building', say.spotBuilding, () => desk.go('here'))}
        ${choice('pin', say.spotPin, () => (this.pinning = !this.pinning))}
      </div>
      ${this.pinning ? this.pinMap() : nothing}
      <p class="where ${spot ? '' : 'quiet'}" role="status">${this.spotWords()}</p>
    </fieldset>`;
  }

  private pinMap(): TemplateResult {
    const { desk, say } = this;
    const { spot } = desk.drafting.draft;
    const around: LonLat | null = spot ? plainPlace(spot, spot.kind === 'here' ? spot.crs : 'EPSG:4326') : desk.position.place;
    return html`<jw-mini-map .desk=${desk} .around=${around} mode="pin"></jw-mini-map>
      <button type="button" class="second" @click=${() => this.takePin()}>${icon('place')}<span>${say.takePin}</span></button>`;
  }

  private spotWords(): string {
    const { desk, say } = this;
    const { drafting, position } = desk;
    const { spot } = drafting.draft;
    if (drafting.wantsPosition && position.state.kind !== 'found' && spot === null) {
      const words = { off: say.locating, asking: say.locating, found: '', denied: say.positionDenied, unknown: say.positionUnknown, insecure: say.positionInsecure };
      return words[position.state.kind];
    }
    if (spot === null) return say.noSpot;
    const name = drafting.where(spot);
    return spot.kind === 'here' ? `${name} · ${say.accuracy(Math.round(spot.accuracy_m))}${spot.crs === 'gcj02' ? ` · ${say.marked}` : ''}` : name;
  }

  /** «This is the one»: what is known already is made stronger instead of told twice. */
  private near(): TemplateResult | typeof nothing {
    const { desk, say } = this;
    const { incidents, asked } = desk.drafting.near;
    if (incidents.length === 0) return nothing;
    return html`<section class="near" aria-labelledby="near-same"><h3 id="near-same">${say.maybeSame(incidents.length)}</h3>
      ${asked ? nothing : html`<p class="quiet">${say.maybeSameOffline}</p>`}
      <ul class="rows">${incidents.slice(0, 3).map((incident) => this.same(incident))}</ul></section>`;
  }

  private same(incident: Known): TemplateResult {
    const { desk, say } = this;
    const told = [incident.description, incident.reported_at ? agoWords(incident.reported_at, Date.now(), desk.language) : null, incident.state ? desk.word('states', incident.state) : incident.grid?.name].filter(Boolean).join(' · ');
    return html`<li class="line"><span>${[incident.distance_m === undefined ? null : say.metres(Math.round(incident.distance_m)), incident.code].filter(Boolean).join(' · ')}<br /><span class="quiet">${told}</span></span>
      <button type="button" class="second" @click=${() => void this.support(incident)}>${say.thisOne}</button></li>`;
  }

  private photos(): TemplateResult {
    const { desk, say } = this;
    const { drafting } = desk;
    const { photos } = drafting.draft;
    const isFull = photos.length >= PHOTOS_MOST;
    const pick = (label: string, picture: 'camera' | 'image', capture: boolean) => html`<label class="second pick ${isFull ? 'off' : ''}">${icon(picture)}<span>${label}</span>
      <input type="file" name=${picture} accept="image/*" ?multiple=${!capture} capture=${capture ? 'environment' : nothing} ?disabled=${isFull} @change=${(event: Event) => this.picked(event)} /></label>`;
    return html`<fieldset class="photos"><legend>${say.photos(photos.length, PHOTOS_MOST)}</legend>
      <div class="two">${pick(say.takePhoto, 'camera', true)} ${pick(say.choosePhoto, 'image', false)}</div>
      ${drafting.readingPhotos > 0 ? html`<p class="quiet" role="status">${say.readingPhotos}</p>` : nothing}
      ${drafting.photoTrouble ? html`<p class="notice" role="alert">${drafting.photoTrouble}</p>` : nothing}
      <ul class="thumbs">${this.strip.of(photos).map(
        (address, at) => html`<li><img src=${address} alt=${say.photo(at + 1)} /><button type="button" aria-label=${say.dropPhoto(at + 1)} @click=${() => drafting.change({ photos: photos.filter((_, each) => each !== at) })}>${icon('clear')}</button></li>`,
      )}</ul></fieldset>`;
  }

  private useHere(): void {
    this.pinning = false;
    this.desk.drafting.useHere();
  }

  private takePin(): void {
    const middle = this.querySelector<MiniMap>('jw-mini-map')?.middle;
    if (!middle) return;
    this.pinning = false;
    this.desk.drafting.usePin(middle);
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    void this.desk.drafting.addPhotos(files);
  }

  private async post(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.desk.drafting.post()) this.desk.go('outbox');
  }

  private async support(incident: Known): Promise<void> {
    if (await this.desk.drafting.support(incident)) this.desk.go('outbox');
  }
}

customElements.define('jw-work-report', WorkReport);
