import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, formatShare } from '../format.ts';
import type { Area, Housing } from '../server/measures.ts';
import { basisNote } from './basis.ts';
import { dayNote, estimatedNote, figureLine, hiddenNote, partitionLine, runName } from './figure.ts';
import { housingShares, housingWord } from './housing.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';
import './trend.ts';
import './turnover.ts';

/** What was measured of the chosen area: coverage, service circle, housing, organisations, branch, trend. */
export class AreaCard extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { now } = app.area;
    if (!app.registry.isMeasured || now.kind === 'none') return nothing;
    const answer = now.kind === 'ready' ? now.value : null;
    return html`<section class="area" aria-labelledby="area-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <div class="area-head">
        <h3 id="area-title">${say.figures}</h3>
        ${answer ? runName(app, answer.run) : nothing}
      </div>
      ${basisNote(app)} ${answer ? dayNote(app, answer.run) : nothing} ${now.kind === 'loading' ? this.waiting(now.slow) : nothing}
      ${now.kind === 'failed'
        ? html`${troubleText(now.trouble)}
            <button type="button" class="small" @click=${() => app.area.again()}>${say.retry}</button>`
        : nothing}
      ${answer ? this.body(answer.area) : nothing}
    </section>`;
  }

  private waiting(isSlow: boolean): TemplateResult {
    return html`<p class="quiet" role="status">${isSlow ? this.say.figuresSlow : this.say.figuresLoading}</p>
      <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
  }

  private body(area: Area): TemplateResult {
    const { app, say } = this;
    const { figures } = area;
    return html`${area.branch ? this.branch(area.branch) : nothing}
      <div class="figure-list">
        ${figureLine(app, say.figureH, figures.h)} ${figureLine(app, say.figureV, figures.v)}
        ${figureLine(app, say.figureHub, figures.hub)}
        ${figureLine(app, say.figureCompleteness, figures.completeness)}
        ${figures.completeness ? estimatedNote(app, figures.completeness) : nothing}
      </div>
      ${area.gaps > 0 && app.shown.panel !== 'gaps'
        ? html`<button type="button" class="small gaps-here" @click=${() => app.setPanel('gaps')}>
            ${icon('warning')}${say.gapsHere(formatNumber(area.gaps, app.language))}${icon('chevron')}
          </button>`
        : nothing}
      ${area.housing ? this.housing(area.housing) : nothing} ${this.more(area)} ${this.trend()}
      <jw-turnover .app=${app}></jw-turnover> ${area.layer === 'city' ? html`<jw-parks .app=${app}></jw-parks>` : nothing}`;
  }

  private branch({ how, unit_id }: { how: string; unit_id: number | null }): TemplateResult {
    const { app, say } = this;
    return html`<p class="fact">
      <span class="fact-name">${say.branchHow}</span>
      <span>${app.registry.word('grid_coverage', 'branch_how', how, app.language)}</span>
      ${unit_id === null
        ? nothing
        : html`<a href=${app.addressOf({ layer: 'unit', id: unit_id })}>${say.branchOpen}</a>`}
    </p>`;
  }

  private housing(housing: Housing): TemplateResult {
    const { app, say } = this;
    const { language } = app;
    return html`<div class="housing">
      <p class="figure-head">
        <span>${say.housing}</span>
        ${housing.category === null ? nothing : html`<b>${housingWord(app, housing.category)}</b>`}
      </p>
      ${housingShares(app, housing)}
      <p class="figure-note">
        ${housing.mode ? html`<span>${say.housingMode}: ${housing.mode[language]}</span>` : nothing}
        ${housing.deciding_share === null
          ? nothing
          : html`<span>${say.housingDeciding(formatShare(housing.deciding_share, language))}</span>`}
        ${housing.scattered_households === 0
          ? nothing
          : html`<span>${say.housingScattered(formatCount(housing.scattered_households, housing.steps, language))}</span>`}
      </p>
      ${hiddenNote(app, housing)}
    </div>`;
  }

  /** What not everyone wants to see at once: the circle by category, organisations, verdicts. */
  private more(area: Area): TemplateResult {
    const { app, say } = this;
    const { circle, organisation, partition } = area.figures;
    const word = (category: string) => app.registry.word('venue', 'category', category, app.language);
    const verdicts = Object.entries(area.verdicts).filter(([, count]) => count === null || count > 0);
    return html`${this.fold(
      say.circleByCategory,
      app.registry.choices('venue', 'category').map(({ value }) => figureLine(app, word(value), circle[value])),
    )}
    ${partition ? this.fold(say.partition, [partitionLine(app, partition)]) : nothing}
    ${organisation ? this.fold(say.figureOrganisations, [figureLine(app, say.figureOrganisations, organisation), this.statuses(organisation)]) : nothing}
    ${this.fold(
      say.verdicts,
      verdicts.map(
        ([verdict, count]) =>
          html`<p class="fact">
            <span class="fact-name">${app.registry.word('building_coverage', 'verdict', verdict, app.language)}</span>
            <span>${formatCount(count, area.steps, app.language)}</span>
          </p>`,
      ),
    )}`;
  }

  /** How the organisations are covered: with a branch of their own, a joint one, a liaison only, or not at all. */
  private statuses(counted: Readonly<Record<string, unknown>>): TemplateResult {
    const { app } = this;
    const statuses = app.registry.choices('organisation', 'status').filter(({ value }) => typeof counted[value] === 'number');
    return html`${statuses.map(
      ({ value, label }) =>
        html`<p class="fact">
          <span class="fact-name">${label[app.language]}</span>
          <span>${formatNumber(Number(counted[value]), app.language)}</span>
        </p>`,
    )}`;
  }

  private fold(title: string, lines: readonly (TemplateResult | typeof nothing)[]): TemplateResult | typeof nothing {
    if (lines.length === 0) return nothing;
    return html`<details class="fold">
      <summary>${icon('chevron')}<h4>${title}</h4></summary>
      <div class="figure-list">${lines}</div>
    </details>`;
  }

  private trend(): TemplateResult {
    return html`<details
      class="fold"
      @toggle=${(event: Event) => this.app.area.showTrend((event.target as HTMLDetailsElement).open)}
    >
      <summary>${icon('chevron')}<h4>${this.say.trend}</h4></summary>
      <jw-trend .app=${this.app}></jw-trend>
    </details>`;
  }
}

customElements.define('jw-area', AreaCard);
