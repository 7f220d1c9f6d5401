import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { Loader } from '../measure/loaded.ts';
import { nearestVenues } from '../measure/nearest.ts';
import type { BuildingCircle, Reached } from '../server/measures.ts';
import { dot } from './figure.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** The nearest venue of each category from a building, by its worst door: how far on foot, and in a straight line. */
export class Nearest extends Part {
  static override properties = { ...Part.properties, building: { type: Number } };
  declare building: number;
  private readonly loader = new Loader<BuildingCircle>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private key = '';

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { app } = this;
    const key = [this.building, app.shown.asOf, app.shown.preset, app.language].join(' ');
    if (key === this.key) return;
    this.key = key;
    void this.loader.load((signal) => app.server.measures.doors(this.building, app.shown, signal));
  }

  override render(): TemplateResult | typeof nothing {
    const { say } = this;
    const { now } = this.loader;
    if (now.kind === 'none') return nothing;
    return html`<details class="fold" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <summary>${icon('chevron')}<h4>${say.nearestVenues}</h4></summary>
      ${now.kind === 'loading' ? html`<p class="quiet">${now.slow ? say.figuresSlow : say.figuresLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${now.kind === 'ready'
        ? html`<dl class="fields nearest">${nearestVenues(now.value).map((one) => this.line(one))}</dl>`
        : nothing}
    </details>`;
  }

  private line(one: Reached): TemplateResult {
    const { app, say } = this;
    const metres = (value: number) => formatNumber(value, app.language);
    return html`<div>
      <dt>${app.registry.word('venue', 'category', one.category, app.language)}</dt>
      <dd>
        ${dot(app, one.answer)}
        ${one.venue_id === null
          ? html`<span>${say.nothingNear}</span>`
          : html`<a
              href=${app.addressOf({ layer: 'venue', id: one.venue_id })}
              @click=${(event: Event) => this.open(event, one.venue_id)}
              >${one.venue_name ?? say.noName}</a
            >`}
        ${one.walk_m === null
          ? nothing
          : html`<small>
              ${say.walkAndStraight(metres(one.walk_m), one.straight_m === null ? '–' : metres(one.straight_m))}
            </small>`}
      </dd>
    </div>`;
  }

  private open(event: Event, venue: number | null): void {
    event.preventDefault();
    if (venue !== null) this.app.select({ layer: 'venue', id: venue });
  }
}

customElements.define('jw-nearest', Nearest);
