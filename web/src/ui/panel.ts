import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { formatNumber, formatValue } from '../format.ts';
import { isMeasuredArea } from '../measure/area.ts';
import { isChoosable, LEVELS, type Layer } from '../registry.ts';
import type { Item } from '../server.ts';
import { PANELS, type PanelView, type Thing } from '../state.ts';
import { icon } from './icons.ts';
import { NARROW, Part } from './part.ts';
import { titleOf } from './place_name.ts';
import { troubleText } from './trouble.ts';
import './area.ts';
import './building.ts';
import './gap_card.ts';
import './gaps.ts';
import './plan.ts';
import './public.ts';
import './reach.ts';
import './sites.ts';

/** What the overview counts, in the order in which a planner thinks of it. */
const COUNTED = [...LEVELS, 'unit', 'organisation', 'venue', 'incident'];

/** The panel beside the map: where one is, what is chosen, and what it contains, as lists. */
export class Panel extends Part {
  override render(): TemplateResult {
    const { detail, shown, registry } = this.app;
    const isBusy = shown.panel === 'place' && detail.kind === 'loading';
    return html`${registry.isMeasured ? this.switch() : nothing} ${shown.panel === 'place' ? this.breadcrumb() : nothing}
      <div class="panel-body" aria-busy=${isBusy ? 'true' : 'false'}>${this.view(shown.panel)}</div>`;
  }

  /** What the panel can show: a further view is one more line here, and one in `view`. */
  private switch(): TemplateResult {
    const { say, app } = this;
    const views: Record<PanelView, string> = { place: say.viewPlace, gaps: say.viewGaps, whatif: say.viewWhatIf, sites: say.viewSites };
    return html`<div class="views" role="group" aria-label=${say.views}>
      ${PANELS.filter((panel) => app.reader.may(panel)).map(
        (panel) =>
          html`<button
            type="button"
            aria-pressed=${app.shown.panel === panel ? 'true' : 'false'}
            @click=${() => app.setPanel(panel)}
          >
            ${views[panel]}
          </button>`,
      )}
    </div>`;
  }

  private view(panel: PanelView): TemplateResult {
    if (panel === 'whatif') return html`<jw-plan .app=${this.app}></jw-plan>`;
    if (panel === 'sites') return html`<jw-sites .app=${this.app}></jw-sites>`;
    return panel === 'place' ? this.place() : this.gaps();
  }

  /** The chosen gap; on a phone the table too, which on a desk has its own place under the map. */
  private gaps(): TemplateResult {
    const { app } = this;
    return html`<jw-gap-card .app=${app}></jw-gap-card>
      ${matchMedia(NARROW).matches ? html`<jw-gaps .app=${app}></jw-gaps>` : nothing}`;
  }

  private place(): TemplateResult {
    const { detail } = this.app;
    return html`${detail.kind === 'none' ? this.overview() : nothing}
    ${detail.kind === 'loading' ? this.loading(detail.thing) : nothing}
    ${detail.kind === 'lost' ? this.lost() : nothing}
    ${detail.kind === 'ready' ? this.card(detail.thing, detail.item) : nothing}`;
  }

  /** On a phone the path is one line; its end, where the reader is, must be seen. */
  override updated(): void {
    const path = this.querySelector('.breadcrumb');
    if (path) path.scrollLeft = path.scrollWidth;
  }

  private breadcrumb(): TemplateResult {
    const { detail } = this.app;
    const steps = detail.kind === 'ready' ? detail.item.ancestors : [];
    const here = detail.kind === 'ready' ? titleOf(detail.item, this.say.noName) : null;
    return html`<nav class="breadcrumb" aria-label=${this.say.breadcrumb}>
      <ol>
        <li>${this.link(null, this.say.cityName, detail.kind === 'none')}</li>
        ${steps.map(
          (step) => html`<li>${icon('chevron')}${this.link(step, step.name ?? step.code ?? this.say.noName, false)}</li>`,
        )}
        ${here === null ? nothing : html`<li>${icon('chevron')}<span aria-current="page">${here}</span></li>`}
      </ol>
    </nav>`;
  }

  private link(thing: Thing | null, text: string, isHere: boolean): TemplateResult {
    if (isHere) return html`<span aria-current="page">${text}</span>`;
    const target = thing && { layer: thing.layer, id: thing.id };
    return html`<a
      href=${this.app.addressOf(target)}
      @click=${(event: Event) => {
        event.preventDefault();
        this.app.select(target);
      }}
      >${text}</a
    >`;
  }

  private overview(): TemplateResult {
    const { say, app } = this;
    const counts = app.counts.now;
    const top = LEVELS.find((level) => (app.size.counts[level] ?? 0) > 0);
    return html`<h2 id="detail-title" tabindex="-1">${say.overview}</h2>
      <jw-public .app=${app}></jw-public>
      <p class="quiet">${say.overviewText}</p>
      <dl class="tiles" aria-label=${say.counts}>
        ${COUNTED.filter((id) => app.registry.has(id)).map(
          (id) =>
            html`<div>
              <dt>${app.registry.layer(id).label[app.language]}</dt>
              <dd>${counts ? formatNumber(counts[id] ?? 0, app.language) : '…'}</dd>
            </div>`,
        )}
      </dl>
      <jw-area .app=${app}></jw-area>
      ${top === undefined
        ? nothing
        : keyed(
            `${top}/${app.shown.asOf ?? ''}`,
            html`<jw-rows .app=${app} .layer=${app.registry.layer(top)} .total=${counts?.[top] ?? null} .open=${true}></jw-rows>`,
          )}`;
  }

  private loading(thing: Thing): TemplateResult {
    const layer = this.app.registry.has(thing.layer) ? this.app.registry.layer(thing.layer) : null;
    return html`<p class="kind">${layer?.label[this.app.language] ?? ''}</p>
      <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i><i></i></div>`;
  }

  private lost(): TemplateResult {
    const { detail } = this.app;
    return html`<h2 id="detail-title" tabindex="-1">${this.say.selectionLost}</h2>
      ${detail.kind === 'lost' ? troubleText(detail.trouble) : nothing}
      <button type="button" class="button" @click=${() => this.app.select(null)}>${this.say.wholeCity}</button>`;
  }

  private card(thing: Thing, item: Item): TemplateResult {
    const { say, app } = this;
    const layer = app.registry.layer(thing.layer);
    return html`<div class="card-head">
        <p class="kind">${layer.label[app.language]}</p>
        <button type="button" class="plain" aria-label=${say.backUp} title=${say.backUp} @click=${() => app.up()}>
          ${icon('up')}
        </button>
      </div>
      <h2 id="detail-title" tabindex="-1">${titleOf(item, say.noName)}</h2>
      ${item.bbox ? nothing : html`<p class="quiet">${say.noPlace}</p>`}
      <jw-public .app=${app}></jw-public> ${isMeasuredArea(thing) ? html`<jw-area .app=${app}></jw-area>` : nothing}
      ${thing.layer === 'building' ? this.building(thing, item) : nothing}
      ${thing.layer === 'venue' ? html`<jw-reach .app=${app}></jw-reach>` : nothing}
      ${this.fields(layer, item)} ${keyed(`${thing.layer}/${thing.id}/${app.shown.asOf ?? ''}`, this.lists(layer, item))}`;
  }

  private building(thing: Thing, item: Item): TemplateResult {
    const { households } = item.properties;
    const card = html`<jw-building .app=${this.app} .building=${thing} .households=${households}></jw-building>`;
    return html`${keyed(thing.id, card)}`;
  }

  private fields(layer: Layer, item: Item): TemplateResult {
    const { app } = this;
    const lines = app.registry.cardFields(layer).filter((field) => field.name in item.properties);
    return html`<dl class="fields">
      ${lines.map((field) => {
        const value = item.properties[field.name];
        const text = formatValue(field, value, app.language);
        const isMissing = value === null || value === undefined || value === '';
        return html`<div>
          <dt>${field.label[app.language]}</dt>
          <dd class=${isMissing ? 'missing' : field.name === 'code' ? 'code' : ''}>
            ${field.ref !== null && typeof value === 'number'
              ? this.link({ layer: field.ref, id: value }, app.registry.layer(field.ref).label[app.language], false)
              : text}
          </dd>
        </div>`;
      })}
    </dl>`;
  }

  private lists(layer: Layer, item: Item): TemplateResult {
    const { app } = this;
    const held = Object.keys(item.children)
      .filter((id) => app.registry.has(id) && isChoosable(id))
      .sort((one, other) => rank(one) - rank(other));
    const gridsEstates = layer.id === 'grid' && app.registry.has('estate') && (item.children['building'] ?? 0) > 0;
    if (held.length === 0) return html``;
    return html`<section class="lists" aria-label=${this.say.contains}>
      ${gridsEstates
        ? html`<jw-rows .app=${app} .layer=${app.registry.layer('estate')} .grid=${item} .open=${true}></jw-rows>`
        : nothing}
      ${held.map((id, index) => {
        const child = app.registry.layer(id);
        const field = app.registry.holderField(child, layer.id);
        if (field === null) return nothing;
        return html`<jw-rows
          .app=${app}
          .layer=${child}
          .holder=${{ field, id: item.id }}
          .total=${item.children[id] ?? 0}
          .open=${index === 0 && !gridsEstates}
        ></jw-rows>`;
      })}
    </section>`;
  }
}

function rank(layer: string): number {
  const place = COUNTED.indexOf(layer);
  return place < 0 ? COUNTED.length : place;
}

customElements.define('jw-panel', Panel);
