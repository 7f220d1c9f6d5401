import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, formatSigned } from '../format.ts';
import { ANSWERS, partOf } from '../measure/figures.ts';
import type { ChangedFigure, Difference } from '../server/whatif.ts';
import { isChanged, largestPlaces, losesWalks } from '../whatif/difference.ts';
import { answerWord, dayNote, dot, plainShare, runName } from './figure.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { placeName } from './place_name.ts';
import { indexWord } from './plan_words.ts';
import { troubleText } from './trouble.ts';

/**
 * What would be different: for the chosen area and for the city (or what the reader serves of it), three figures each,
 * before, after and the difference.
 */
export class PlanResult extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { now, difference } = app.whatIf;
    if (now.kind === 'none') return nothing;
    const isWaiting = now.kind === 'loading';
    return html`<section class="plan-result" aria-labelledby="plan-result-title" aria-busy=${isWaiting ? 'true' : 'false'}>
      <div class="area-head">
        <h3 id="plan-result-title">${say.planResult}</h3>
        ${isWaiting ? html`<span class="took">${now.slow ? say.figuresSlow : say.planAsking}</span>` : nothing}
        ${now.kind === 'ready'
          ? html`<span class="took" title=${say.planTookTitle}>${say.planTook(formatNumber(now.value.took_ms, app.language))}</span>`
          : nothing}
        ${difference ? runName(app, difference.run) : nothing}
      </div>
      ${difference ? dayNote(app, difference.run) : nothing}
      ${now.kind === 'failed'
        ? html`${troubleText(now.trouble)}
            <button type="button" class="small" @click=${() => app.whatIf.again()}>${say.retry}</button>`
        : nothing}
      ${difference ? html`<div class="plan-answer" ?data-waiting=${isWaiting}>${this.answer(difference)}</div>` : nothing}
    </section>`;
  }

  private answer(difference: Difference): TemplateResult {
    const { app, say } = this;
    const { area } = app.area;
    const count = (value: number) => formatNumber(value, app.language);
    const { gaps } = difference;
    const largest = largestPlaces([difference]);
    // The city is always among the figures, but for who does not serve all of it.
    const isWhole = largest.some(({ layer }) => layer === 'city');
    const others = largest.filter(({ layer, id }) => layer !== area?.layer || id !== area.id);
    return html`<p class="plan-summary">
        <span>${say.planBuildings(count(difference.buildings.length))}</span>
        ${gaps ? html`<span>${say.planGaps(count(gaps.closed), count(gaps.opened))}</span>` : nothing}
      </p>
      ${losesWalks(difference.figures) ? html`<p class="basis-note">${icon('warning')}<span>${say.planUnknown}</span></p>` : nothing}
      ${area ? this.place(placeName(app, area), figuresAt(difference, area.layer, area.id), true, isWhole) : nothing}
      ${others.map(({ layer, id, name }) =>
        this.place(name ?? say.cityName, figuresAt(difference, layer, id), layer !== 'city', isWhole),
      )}
      ${isWhole ? nothing : html`<p class="quiet">${say.planCityHidden}</p>`}`;
  }

  private place(name: string, figures: readonly ChangedFigure[], isArea: boolean, isWhole: boolean): TemplateResult {
    const { say, app } = this;
    const changed = figures.filter(isChanged);
    const same = figures.length - changed.length;
    return html`<table class="numbers diff-table" data-place=${isArea ? 'area' : 'city'}>
      <caption>${name}</caption>
      <thead>
        <tr>
          <th scope="col">${say.planFigure}</th>
          <th scope="col">${say.planBefore}</th>
          <th scope="col">${say.planAfter}</th>
          <th scope="col">${say.planDifference}</th>
        </tr>
      </thead>
      ${changed.map((figure) => this.figure(figure))}
      ${changed.length === 0 || (!isArea && same > 0)
        ? html`<tbody>
            <tr>
              <td class="quiet" colspan="4">
                ${changed.length > 0 ? say.planSameRest(formatNumber(same, app.language)) : isWhole || same > 0 ? say.planSame : say.planSameOrHidden}
              </td>
            </tr>
          </tbody>`
        : nothing}
    </table>`;
  }

  private figure(figure: ChangedFigure): TemplateResult {
    const { app, say } = this;
    const { language } = app;
    const { before, after } = figure;
    const points = ((after.share ?? 0) - (before.share ?? 0)) * 100;
    return html`<tbody>
      <tr class="diff-share">
        <th scope="rowgroup">${indexWord(app, figure)}</th>
        <td>${plainShare(app, before)}</td>
        <td>${plainShare(app, after)}</td>
        <td data-way=${way(points)}>${say.planPoints(formatSigned(points, language, 1))}</td>
      </tr>
      ${ANSWERS.map((answer) => {
        const [old, now] = [partOf(before, answer), partOf(after, answer)];
        return html`<tr>
          <th scope="row">${dot(app, answer)}${answerWord(app, answer)}</th>
          <td>${formatCount(old, null, language)}</td>
          <td>${formatCount(now, null, language)}</td>
          <td>${formatSigned((now ?? 0) - (old ?? 0), language)}</td>
        </tr>`;
      })}
    </tbody>`;
  }
}

export function figuresAt({ figures }: Difference, layer: string, id: number | null): ChangedFigure[] {
  return figures.filter((figure) => figure.layer === layer && figure.id === id);
}

function way(change: number): 'up' | 'down' | 'same' {
  return change > 0 ? 'up' : change < 0 ? 'down' : 'same';
}

customElements.define('jw-plan-result', PlanResult);
