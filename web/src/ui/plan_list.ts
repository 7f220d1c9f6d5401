import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { Loader, readSoFar } from '../measure/loaded.ts';
import type { Place } from '../server.ts';
import type { Seat } from '../server/whatif.ts';
import { under, type AddUnit, type Change } from '../whatif/changes.ts';
import { nearest, parentsFor, targetsFor } from '../whatif/placing.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { changeWord, thingWord, unitWord } from './plan_words.ts';
import { troubleText } from './trouble.ts';

/** The changes one below the other, numbered as on the map; each can be removed. */
export class PlanList extends Part {
  override render(): TemplateResult {
    const { app, say } = this;
    const { changes } = app.whatIf;
    return html`<section class="plan-list" aria-labelledby="plan-list-title">
      <h3 id="plan-list-title">${say.planChanges}<span class="count">${changes.length}</span></h3>
      ${changes.length === 0 ? html`<p class="quiet">${say.planNone}</p>` : nothing}
      <ol>
        ${changes.map((change, at) => this.line(change, at))}
      </ol>
    </section>`;
  }

  private line(change: Change, at: number): TemplateResult {
    const { app, say } = this;
    const number = String(at + 1);
    return html`<li>
      <span class="plan-number" aria-hidden="true">${number}</span>
      <div class="plan-what">
        <p>${changeWord(app, change)}</p>
        ${change.op === 'add_unit'
          ? keyed(
              `${change.lon} ${change.lat}`,
              html`<p class="quiet">${unitWord(app, change)}</p>
                <jw-plan-unit .app=${app} .at=${at} .unit=${change}></jw-plan-unit>`,
            )
          : nothing}
      </div>
      <button
        type="button"
        class="plain"
        aria-label=${say.planRemoveOne(number)}
        title=${say.planRemoveOne(number)}
        @click=${() => app.whatIf.removeAt(at)}
      >
        ${icon('clear')}
      </button>
    </li>`;
  }
}

interface Offer {
  place: Place;
  parents: Seat[];
}

/** Whom a new unit serves and who stands above it: read when someone wants to change it. */
export class PlanUnit extends Part {
  static override properties = { ...Part.properties, at: { attribute: false }, unit: { attribute: false } };
  declare at: number;
  declare unit: AddUnit;
  private readonly loader = new Loader<Offer>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );

  override render(): TemplateResult {
    const { now } = this.loader;
    const offer = readSoFar(now);
    return html`<details @toggle=${(event: Event) => this.opened((event.target as HTMLDetailsElement).open)}>
      <summary>${icon('chevron')}${this.say.planAdjust}</summary>
      ${now.kind === 'loading' && !offer ? html`<p class="quiet">${this.say.listLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing} ${offer ? this.choices(offer) : nothing}
    </details>`;
  }

  private choices({ place, parents }: Offer): TemplateResult {
    const { app, say, unit } = this;
    const [target] = unit.targets;
    const targets = targetsFor(unit.level, place);
    const above = nearest([...app.whatIf.added(unit.level - 1), ...parents], unit.lon, unit.lat);
    const known = unit.parent_id === undefined || above.some(({ id }) => id === unit.parent_id);
    const option = (value: string, text: string, isChosen: boolean) =>
      html`<option value=${value} ?selected=${isChosen}>${text}</option>`;
    return html`${targets.length === 0
        ? nothing
        : html`<label class="field">
              <span>${say.planTarget}</span>
              <select name="plan-target" @change=${(event: Event) => this.serve((event.target as HTMLSelectElement).value, targets)}>
                ${option('', say.planTargetNone, !target)}
                ${targets.map(({ layer, id, name, code }) =>
                  option(
                    `${layer}/${id}`,
                    `${app.registry.layer(layer).label[app.language]} ${name ?? code ?? id}`,
                    layer === target?.layer && id === target.id,
                  ),
                )}
              </select>
            </label>
            ${target
              ? html`<label class="check">
                  <input
                    type="checkbox"
                    .checked=${target.is_primary}
                    @change=${(event: Event) =>
                      this.change({ targets: [{ ...target, is_primary: (event.target as HTMLInputElement).checked }] })}
                  />${say.planPrimary}
                </label>`
              : nothing}`}
      <label class="field">
        <span>${say.planParent}</span>
        <select name="plan-parent" @change=${(event: Event) => this.stand((event.target as HTMLSelectElement).value)}>
          ${option('', say.planParentNone, unit.parent_id === undefined)}
          ${known ? nothing : option(String(unit.parent_id), thingWord(app, 'unit', unit.parent_id ?? 0), true)}
          ${above.map(({ id, name }) => option(String(id), name, id === unit.parent_id))}
        </select>
      </label>`;
  }

  private opened(isOpen: boolean): void {
    const { app, unit } = this;
    if (!isOpen || this.loader.now.kind === 'ready') return;
    void this.loader.load(async () => {
      const [place, parents] = await Promise.all([
        app.server.locate(unit.lon, unit.lat, app.shown.asOf),
        parentsFor(app.server, unit.level, unit, app.shown.asOf),
      ]);
      return { place, parents };
    });
  }

  private serve(value: string, targets: Place['places']): void {
    const found = targets.find(({ layer, id }) => `${layer}/${id}` === value);
    const isPrimary = this.unit.targets[0]?.is_primary ?? true;
    this.change({ targets: found ? [{ layer: found.layer, id: found.id, is_primary: isPrimary }] : [] });
  }

  private stand(value: string): void {
    this.app.whatIf.edit(this.at, under(this.unit, value === '' ? null : Number(value)));
  }

  private change(part: Partial<AddUnit>): void {
    this.app.whatIf.edit(this.at, { ...this.unit, ...part });
  }
}

customElements.define('jw-plan-list', PlanList);
customElements.define('jw-plan-unit', PlanUnit);
