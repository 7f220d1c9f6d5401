import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, formatPlace } from '../format.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { Gap } from '../server/measures.ts';
import type { Thing } from '../state.ts';
import { runName } from './figure.ts';
import { gapKind, gapLevel, gapName, lacking } from './gap_words.ts';
import { icon } from './icons.ts';
import { NARROW, Part } from './part.ts';

/** The chosen gap: what is missing, why, where, for how many, and what would close it. */
export class GapCard extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { chosen } = app.gaps;
    if (chosen) return this.card(chosen);
    // On a phone the list follows here, with the same heading.
    if (matchMedia(NARROW).matches && app.shown.gap === null) return nothing;
    return html`<h2 id="detail-title" tabindex="-1">${say.gapsTitle}</h2>
      <p class="quiet">${app.shown.gap === null || app.gaps.isSeeking ? say.gapsText : say.gapNotListed}</p>`;
  }

  private card(gap: Gap): TemplateResult {
    const { app, say } = this;
    const read = readSoFar(app.gaps.now);
    const at = app.gaps.rows.indexOf(gap) + 1;
    const all = read?.matched ?? at;
    return html`<article class="gap-card" aria-labelledby="detail-title">
      <div class="gap-steps">
        <p>${at === 0 ? say.gapBeside : say.gapPosition(formatNumber(at, app.language), formatNumber(all, app.language))}</p>
        ${step(say.gapPrevious, 'previous', at <= 1, () => void app.gaps.step(-1))}
        ${step(say.gapNext, 'next', at >= all, () => void app.gaps.step(1))}
        ${step(say.gapClose, 'clear', false, () => app.gaps.choose(null))}
      </div>
      <p class="kind gap-kind">${gapKind(app, gap)}</p>
      <h2 id="detail-title" tabindex="-1">${gapName(app, gap)}</h2>
      <h3>${say.gapWhy}</h3>
      <p>${gap.title}</p>
      <h3>${say.gapRemedy}</h3>
      <p class="remedy">${gap.remedy}</p>
      ${this.numbers(gap)}
      <h3>${say.gapWhere}</h3>
      <p class="links">
        ${app.gaps.where.map(({ layer, id, name, code }) => this.link({ layer, id }, name ?? code ?? say.noName))}
        ${this.link({ layer: gap.layer, id: gap.id }, this.thingWord(gap))}
      </p>
      ${gap.evidence_unit_ids.length === 0 ? nothing : this.evidence(gap.evidence_unit_ids)}
      ${read ? runName(app, read.run) : nothing}
    </article>`;
  }

  private thingWord(gap: Gap): string {
    return `${this.app.registry.layer(gap.layer).label[this.app.language]} ${gapName(this.app, gap)}`;
  }

  private numbers(gap: Gap): TemplateResult {
    const { app, say } = this;
    const count = (value: number) => formatNumber(value, app.language);
    const lines: [string, string, boolean][] = [
      [say.gapMissing, lacking(app, gap), gap.missing.length > 0],
      [say.gapLevel, gapLevel(app, gap), true],
      [say.gapHouseholds, say.households(count(gap.households)), true],
      [say.gapBuildings, count(gap.buildings), gap.buildings > 0],
      [say.gapGained, say.households(count(gap.gained_households)), true],
      [say.gapGainedH, say.households(count(gap.gained_h_households)), gap.gained_h_households > 0],
      [say.gapGainedV, say.households(count(gap.gained_v_households)), gap.gained_v_households > 0],
      [say.gapGainedCircle, say.households(count(gap.gained_circle_households)), gap.gained_circle_households > 0],
      [say.gapSite, formatPlace(gap.site_lon ?? 0, gap.site_lat ?? 0), gap.site_lon !== null && gap.site_lat !== null],
      [say.gapSize, `${count(gap.size_m2 ?? 0)} m²`, gap.size_m2 !== null],
    ];
    return html`<dl class="fields">
      ${lines.map(([name, value, isGiven]) => (isGiven ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing))}
    </dl>`;
  }

  private evidence(ids: readonly number[]): TemplateResult {
    return html`<h3>${this.say.gapEvidence}</h3>
      <p class="links">
        ${ids.map((id) => this.link({ layer: 'unit', id }, `${this.app.registry.layer('unit').label[this.app.language]} ${id}`))}
      </p>`;
  }

  /** Opens a thing in the details; the list of gaps is one step back. */
  private link(thing: Thing, text: string): TemplateResult {
    const { app } = this;
    return html`<a
      class="small"
      href=${app.addressOf(thing, 'place')}
      @click=${(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        app.open(thing);
      }}
      >${text}</a
    >`;
  }
}

function step(label: string, picture: 'previous' | 'next' | 'clear', isOff: boolean, act: () => void): TemplateResult {
  return html`<button type="button" class="plain" aria-label=${label} title=${label} ?disabled=${isOff} @click=${act}>
    ${icon(picture)}
  </button>`;
}

customElements.define('jw-gap-card', GapCard);
