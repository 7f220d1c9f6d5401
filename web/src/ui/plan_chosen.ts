import { html, nothing, type TemplateResult } from 'lit';
import { Loader, readSoFar } from '../measure/loaded.ts';
import type { Item } from '../server.ts';
import type { Seat } from '../server/whatif.ts';
import type { Thing } from '../state.ts';
import { isPlaced, type Placed } from '../whatif/changes.ts';
import { BRANCH, parentsFor } from '../whatif/placing.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { titleOf } from './place_name.ts';
import { thingWord } from './plan_words.ts';

/** The areas that a branch may be asked to serve. */
const SERVED = ['grid', 'estate', 'community'];

/** What can be tried with what is chosen on the map: moving, removing, who serves whom. */
export class PlanChosen extends Part {
  private readonly loader = new Loader<Seat[]>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private key = '';

  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { detail, whatIf } = app;
    const isActive = detail.kind === 'ready' && (isPlaced(detail.thing.layer) || SERVED.includes(detail.thing.layer));
    if (!isActive && !whatIf.linkChoice) return nothing;
    return html`<section class="plan-chosen" aria-labelledby="plan-chosen-title">
      <h3 id="plan-chosen-title">${say.planChosen}</h3>
      ${whatIf.linkChoice ? this.targets() : nothing}
      ${isActive ? this.actions(detail.thing, detail.item) : nothing}
    </section>`;
  }

  /** The branches near a chosen area are read when it is chosen. */
  override updated(): void {
    const { app } = this;
    const { detail } = app;
    if (detail.kind !== 'ready' || !SERVED.includes(detail.thing.layer) || !detail.item.bbox) return;
    const key = `${detail.thing.layer}/${detail.thing.id} ${app.shown.asOf ?? ''}`;
    if (key === this.key) return;
    this.key = key;
    const [west = 0, south = 0, east = 0, north = 0] = detail.item.bbox;
    const at = { lon: (west + east) / 2, lat: (south + north) / 2 };
    void this.loader.load(() => parentsFor(app.server, BRANCH + 1, at, app.shown.asOf));
  }

  private actions(thing: Thing, item: Item): TemplateResult {
    const { app, say } = this;
    const { layer, id } = thing;
    const title = html`<p>
      <span class="kind">${app.registry.layer(layer).label[app.language]}</span> ${titleOf(item, say.noName)}
    </p>`;
    if (isPlaced(layer)) return html`${title}${this.placed(layer, id)}`;
    return html`${title}${this.area(thing)}`;
  }

  private placed(layer: Placed, id: number): TemplateResult {
    const { app, say } = this;
    const { whatIf } = app;
    const isGone = whatIf.changes.some((change) => change.op === `remove_${layer}` && 'id' in change && change.id === id);
    if (isGone) return html`<p class="quiet">${say.planTaken(thingWord(app, layer, id))}</p>`;
    return html`<p class="plan-actions">
      <button type="button" class="small" @click=${(event: MouseEvent) => this.arm(event, { kind: 'move', layer, id })}>
        ${icon('move')}${say.planMove}
      </button>
      <button type="button" class="small" @click=${() => whatIf.take(layer, id)}>${icon('clear')}${say.planRemove}</button>
      ${layer === 'unit'
        ? html`<button
              type="button"
              class="small"
              @click=${(event: MouseEvent) => this.arm(event, { kind: 'link', unit: id, removes: false })}
            >
              ${icon('link')}${say.planLink}
            </button>
            <button
              type="button"
              class="small"
              @click=${(event: MouseEvent) => this.arm(event, { kind: 'link', unit: id, removes: true })}
            >
              ${say.planUnlink}
            </button>`
        : nothing}
    </p>`;
  }

  private arm(event: MouseEvent, armed: NonNullable<typeof this.app.whatIf.armed>): void {
    this.app.whatIf.arm(armed);
    if (event.detail === 0) document.querySelector<HTMLElement>('#map')?.focus();
  }

  /** Who else could serve the area; a branch that serves it by link can be taken off. */
  private area(area: Thing): TemplateResult {
    const { app, say } = this;
    const branches = [...app.whatIf.added(BRANCH), ...(readSoFar(this.loader.now) ?? [])];
    const measured = readSoFar(app.area.now)?.area;
    const linked = area.layer === 'grid' && measured?.id === area.id && measured.branch?.how === 'link' ? measured.branch.unit_id : null;
    if (linked !== null) app.whatIf.things.read(app.server, [{ layer: 'unit', id: linked }], app.shown.asOf);
    if (branches.length === 0) return html`<p class="quiet">${say.planServedNone}</p>`;
    return html`<div class="plan-serve">
        <label class="field">
          <span>${say.planServedBy}</span>
          <select name="plan-branch">
            ${branches.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
          </select>
        </label>
        <button
          type="button"
          class="small"
          @click=${() => {
            const chosen = this.querySelector<HTMLSelectElement>('select[name=plan-branch]')?.value;
            if (chosen !== undefined) app.whatIf.link(Number(chosen), area, false);
          }}
        >
          ${icon('link')}${say.planServe}
        </button>
      </div>
      ${linked === null
        ? nothing
        : html`<button type="button" class="small" @click=${() => app.whatIf.link(linked, area, true)}>
            ${icon('clear')}${say.planUnserve(thingWord(app, 'unit', linked))}
          </button>`}`;
  }

  /** What lies under the click from which a service link is chosen. */
  private targets(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const choice = app.whatIf.linkChoice;
    if (!choice) return nothing;
    if (choice.places.length === 0) return html`<p class="quiet">${say.outsideCity}</p>`;
    return html`<p>${say.linkChoose}</p>
      <p class="plan-actions">
        ${choice.places.map(
          ({ layer, id, name, code }) =>
            html`<button type="button" class="small" @click=${() => app.whatIf.link(choice.unit, { layer, id }, choice.removes)}>
              ${app.registry.layer(layer).label[app.language]} ${name ?? code ?? id}
            </button>`,
        )}
      </p>`;
  }
}

customElements.define('jw-plan-chosen', PlanChosen);
