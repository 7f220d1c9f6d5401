import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatValue } from '../format.ts';
import { ANSWERS, type Answer } from '../measure/figures.ts';
import { Loader } from '../measure/loaded.ts';
import { isLevel, type Field } from '../registry.ts';
import { ServerProblem, type Item } from '../server.ts';
import type { Thing } from '../state.ts';
import { dot } from './figure.ts';
import './nearest.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

const LAYER = 'building_coverage';

/** What the building's own card says already. */
const SAID = ['code', 'name', 'households'];

/** What is only said where there is something to say. */
const REASON = 'reason';

/** What the measure says of the chosen building: its chain, and which services are in reach. */
export class BuildingCard extends Part {
  static override properties = { ...Part.properties, building: { attribute: false }, households: { attribute: false } };
  declare building: Thing;
  /** Where nobody lives nothing is measured. */
  declare households: unknown;
  /** Null where the building lies outside the reader's areas: what is found of it is told by its estate only. */
  private readonly loader = new Loader<Item | null>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private key = '';

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { app, building } = this;
    const key = [building.id, app.shown.asOf, app.shown.preset, app.shown.reading, app.language].join(' ');
    if (!app.registry.isMeasured || this.households === 0 || key === this.key) return;
    this.key = key;
    void this.loader.load(() => app.server.measuredItem({ layer: LAYER, id: building.id }, app.shown).catch(nothingFor404));
  }

  override render(): TemplateResult | typeof nothing {
    const { say } = this;
    const { now } = this.loader;
    if (now.kind === 'none' && this.households !== 0) return nothing;
    return html`<section class="area" aria-labelledby="building-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <h3 id="building-title">${say.serviceHere}</h3>
      ${now.kind === 'none' ? html`<p class="quiet">${say.nobodyLives}</p>` : nothing}
      ${now.kind === 'loading' ? html`<p class="quiet">${now.slow ? say.figuresSlow : say.figuresLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${now.kind === 'ready' ? (now.value ? this.answers(now.value) : html`<p class="quiet">${say.notOfYours}</p>`) : nothing}
    </section>`;
  }

  private answers({ properties }: Item): TemplateResult {
    const fields = this.app.registry
      .layer(LAYER)
      .fields.filter(({ name, ref }) => name in properties && !SAID.includes(name) && !isLevel(ref))
      .filter(({ name }) => name !== REASON || properties[name] !== null);
    return html`<dl class="fields verdicts">
      ${fields.map((field) => this.line(field, properties[field.name]))}
    </dl>
    <jw-nearest .app=${this.app} .building=${this.building.id}></jw-nearest>`;
  }

  private line(field: Field, value: unknown): TemplateResult {
    const { app } = this;
    const answer = ANSWERS.find((word): word is Answer => word === value);
    const isMissing = value === null || value === undefined || value === '';
    return html`<div>
      <dt>${field.label[app.language]}</dt>
      <dd class=${isMissing ? 'missing' : ''}>
        ${answer ? dot(app, answer) : nothing}${formatValue(field, value, app.language)}
      </dd>
    </div>`;
  }
}

function nothingFor404(error: unknown): null {
  if (error instanceof ServerProblem && error.status === 404) return null;
  throw error;
}

customElements.define('jw-building', BuildingCard);
