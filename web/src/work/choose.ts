/** Which grids are mine? By a name, by a community, or where I stand. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Choice } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import { WorkPart } from './part.ts';

const WAIT_MS = 250;

/** Areas that hold grids. */
const HOLDERS = ['street', 'community', 'estate'];

interface Found {
  title: string | null;
  grids: Choice[];
}

export class WorkChoose extends WorkPart {
  static override properties = { ...WorkPart.properties, chosen: { state: true }, found: { state: true }, trouble: { state: true } };
  declare chosen: Choice[] | null;
  declare found: Found[] | null;
  declare trouble: string;
  /** The worker asked for the grid of the position, which is not known yet. */
  private isWanted = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor() {
    super();
    this.chosen = this.found = null;
    this.trouble = '';
  }

  private get picked(): Choice[] {
    const { carried, assigned } = this.desk;
    return this.chosen ?? (carried.grids.length > 0 ? carried.grids : assigned);
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    return html`<section class="choose" aria-labelledby="choose-title">
      <h2 id="choose-title">${say.chooseTitle}</h2>
      <p>${say.chooseText}</p>
      ${desk.online ? nothing : html`<p class="notice">${say.chooseOffline}</p>`}
      <label class="field"><span>${say.gridSearch}</span>
        <input type="search" name="grid" enterkeyhint="search" autocomplete="off" placeholder=${say.gridSearchHint} @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)} /></label>
      <button type="button" class="second" ?disabled=${this.desk.position.state.kind === 'asking'} @click=${() => this.whereIAm()}>${icon('target')}<span>${this.desk.position.state.kind === 'asking' ? say.locating : say.whereIAm}</span></button>
      ${this.trouble === '' ? nothing : html`<p class="notice" role="alert">${this.trouble}</p>`}
      ${this.found === null ? nothing : this.found.length === 0 ? html`<p class="quiet">${say.nothingFound}</p>` : this.found.map((group) => this.group(group))}
      ${this.picked.length > 0 ? this.group({ title: this.picked === desk.assigned ? say.assigned : say.chosen(this.picked.length), grids: this.picked }) : nothing}
      <button type="button" class="main" ?disabled=${this.picked.length === 0} @click=${() => void this.done()}>${icon('check')}<span>${say.takeThem(this.picked.length)}</span></button>
    </section>`;
  }

  private group({ title, grids }: Found): TemplateResult {
    return html`<fieldset class="checks"><legend>${title}</legend>${grids.map(
      (grid) => html`<label><input type="checkbox" .checked=${this.picked.some((each) => each.id === grid.id)} @change=${() => this.toggle(grid)} />
        <span>${grid.name ?? grid.code}</span><span class="quiet">${grid.code}</span></label>`,
    )}</fieldset>`;
  }

  protected override updated(): void {
    void this.locate();
  }

  private whereIAm(): void {
    this.isWanted = true;
    this.desk.position.again();
    const { kind } = this.desk.position.state;
    if (kind === 'insecure') this.trouble = this.say.positionInsecure;
  }

  private async locate(): Promise<void> {
    const { fix, crs, state } = this.desk.position;
    if (!this.isWanted) return;
    if (state.kind === 'denied' || state.kind === 'unknown') {
      this.isWanted = false;
      this.trouble = state.kind === 'denied' ? this.say.positionDenied : this.say.positionUnknown;
    }
    if (!fix) return;
    this.isWanted = false;
    this.desk.position.stop();
    const located = await this.desk.asking(() => this.desk.service.locate(fix.lon, fix.lat, crs), (trouble) => (this.trouble = trouble.title));
    const grid = located?.places.find((place) => place.layer === 'grid');
    if (located) this.found = grid ? [{ title: this.say.whereIAm, grids: [{ id: grid.id, name: grid.name, code: grid.code }] }] : [];
  }

  private toggle(grid: Choice): void {
    const isIn = this.picked.some((each) => each.id === grid.id);
    this.chosen = isIn ? this.picked.filter((each) => each.id !== grid.id) : [...this.picked, grid];
  }

  private typed(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(text.trim()), WAIT_MS);
  }

  private async search(text: string): Promise<void> {
    this.asking?.abort();
    this.trouble = '';
    if (text === '') {
      this.found = null;
      return;
    }
    const { signal } = (this.asking = new AbortController());
    const found = await this.desk.asking(() => this.look(text, signal), (trouble) => (this.trouble = trouble.title));
    if (found && !signal.aborted) this.found = found;
  }

  /** Grids of that name, and those of the areas of that name. */
  private async look(text: string, signal: AbortSignal): Promise<Found[]> {
    const hits = await this.desk.service.search(text, signal);
    const grids = hits.filter((hit) => hit.layer === 'grid').map(({ id, name, code }) => ({ id, name, code }));
    const holders = hits.filter((hit) => HOLDERS.includes(hit.layer)).slice(0, 3);
    const within = await Promise.all(holders.map(async ({ layer, id, name }) => ({ title: name, grids: await this.desk.service.gridsWithin(`${layer}/${id}`) })));
    return [{ title: this.say.gridsNamed, grids }, ...within].filter((group) => group.grids.length > 0);
  }

  private async done(): Promise<void> {
    const picked = this.picked;
    this.chosen = null;
    this.dispatchEvent(new CustomEvent('done'));
    await this.desk.carried.choose(picked);
  }
}

customElements.define('jw-work-choose', WorkChoose);
