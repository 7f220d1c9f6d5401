import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatSigned } from '../format.ts';
import { ANSWERS, partOf } from '../measure/figures.ts';
import type { ChangedFigure, Compared } from '../server/whatif.ts';
import { isChanged, largestPlaces } from '../whatif/difference.ts';
import { answerWord, dot, plainShare, runName } from './figure.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { indexWord } from './plan_words.ts';
import { figuresAt } from './plan_result.ts';
import { troubleText } from './trouble.ts';

/** Two scenarios side by side: the city as it is, and what each would make of it. */
export class Compare extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const now = app.whatIf.scenarios.compared;
    if (now.kind === 'none') return nothing;
    return html`<section class="gaps compare" aria-labelledby="compare-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <div class="gaps-head">
        <h2 id="compare-title">${say.compareTitle}</h2>
        ${now.kind === 'ready' && runsDiffer(now.value) ? html`<p class="gap-scope">${say.compareRuns}</p>` : nothing}
        <button type="button" class="plain" aria-label=${say.close} @click=${() => app.whatIf.scenarios.stopComparing()}>
          ${icon('clear')}
        </button>
      </div>
      <div class="gaps-body">
        ${now.kind === 'loading' ? html`<p class="quiet gaps-none">${now.slow ? say.figuresSlow : say.planAsking}</p>` : nothing}
        ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
        ${now.kind === 'ready' ? this.table(now.value) : nothing}
      </div>
    </section>`;
  }

  private table(compared: readonly Compared[]): TemplateResult {
    const { app, say } = this;
    const [first] = compared;
    const places = largestPlaces(compared.map(({ difference }) => difference));
    return html`<table class="numbers diff-table compare-table">
      <caption class="unseen">${say.compareTitle}</caption>
      <thead>
        <tr>
          <th scope="col">${say.planFigure}</th>
          <th scope="col">${say.compareBase} ${first ? runName(app, first.difference.run) : nothing}</th>
          ${compared.map(
            ({ scenario, difference }) =>
              html`<th scope="col">
                  ${scenario.name}${first && difference.run.id !== first.difference.run.id ? runName(app, difference.run) : nothing}
                </th>
                <th scope="col">${say.planDifference}</th>`,
          )}
        </tr>
      </thead>
      ${places.map((place) => {
        const told = compared.map(({ difference }) => figuresAt(difference, place.layer, place.id));
        return html`${place.layer === 'city' ? nothing : this.heading(place.name ?? say.cityName, 2 + 2 * compared.length)}
        ${changedFirst(told).map((figure) => this.figure(figure, told.map((figures) => sameFigure(figures, figure))))}`;
      })}
    </table>`;
  }

  private heading(name: string, columns: number): TemplateResult {
    return html`<tbody>
      <tr><th scope="rowgroup" colspan=${columns} class="compare-place">${name}</th></tr>
    </tbody>`;
  }

  private figure(base: ChangedFigure, figures: readonly (ChangedFigure | undefined)[]): TemplateResult {
    const { app, say } = this;
    const { language } = app;
    return html`<tbody>
      <tr class="diff-share">
        <th scope="rowgroup">${indexWord(app, base)}</th>
        <td>${plainShare(app, base.before)}</td>
        ${figures.map((figure) => {
          if (!figure) return html`<td class="quiet">${say.compareUntouched}</td><td></td>`;
          const points = ((figure.after.share ?? 0) - (figure.before.share ?? 0)) * 100;
          return html`<td>${plainShare(app, figure.after)}</td>
            <td data-way=${points > 0 ? 'up' : points < 0 ? 'down' : 'same'}>${say.planPoints(formatSigned(points, language, 1))}</td>`;
        })}
      </tr>
      ${ANSWERS.map(
        (answer) =>
          html`<tr>
            <th scope="row">${dot(app, answer)}${answerWord(app, answer)}</th>
            <td>${formatCount(partOf(base.before, answer), null, language)}</td>
            ${figures.map((figure) => {
              if (!figure) return html`<td></td><td></td>`;
              const [before, after] = [partOf(figure.before, answer), partOf(figure.after, answer)];
              return html`<td>${formatCount(after, null, language)}</td>
                <td>${formatSigned((after ?? 0) - (before ?? 0), language)}</td>`;
            })}
          </tr>`,
      )}
    </tbody>`;
  }
}

/** The figures of a place that any of the scenarios tells; those that any of the scenarios changes come first. */
function changedFirst(told: readonly (readonly ChangedFigure[])[]): ChangedFigure[] {
  const all = told.flat().filter((figure, at, figures) => figures.findIndex((other) => isSame(other, figure)) === at);
  const moves = (figure: ChangedFigure) => told.some((figures) => figures.some((other) => isSame(other, figure) && isChanged(other)));
  return [...all.filter(moves), ...all.filter((figure) => !moves(figure))];
}

function isSame(one: ChangedFigure, other: ChangedFigure): boolean {
  return one.index === other.index && one.category === other.category;
}

function sameFigure(figures: readonly ChangedFigure[], figure: ChangedFigure): ChangedFigure | undefined {
  return figures.find((other) => isSame(other, figure));
}

/** Scenarios of different days or presets start from different figures; the table then says so. */
function runsDiffer(compared: readonly Compared[]): boolean {
  return new Set(compared.map(({ difference }) => difference.run.id)).size > 1;
}

customElements.define('jw-compare', Compare);
