/** How much each area has to deal with: a table by rate per 100 households, hot spots marked; rows light the map. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { readSoFar } from '../measure/loaded.ts';
import { troubleText } from '../ui/trouble.ts';
import { AREAS } from './desk.ts';
import type { Filter } from './filter.ts';
import { DeskPart } from './part.ts';
import type { AreaLoad } from './service.ts';

const COLUMNS = ['households', 'reported', 'open', 'overdue', 'rate_per_100', 'expected', 'p'] as const;
type Column = (typeof COLUMNS)[number];

export class LoadTable extends DeskPart {
  static override properties = { ...DeskPart.properties, sort: { state: true } };
  declare sort: Column;

  constructor() {
    super();
    this.sort = 'rate_per_100';
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    const { now } = desk.load;
    const areas = readSoFar(now);
    return html`<section class="load" aria-labelledby="load-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <div class="bar">
        <h2 id="load-title" tabindex="-1">${say.load}</h2>
        <label><span class="unseen">${say.level}</span>
          <select name="level" @change=${(event: Event) => desk.change({ level: (event.target as HTMLSelectElement).value as Filter['level'] })}>
            ${[...AREAS].reverse().map((level) => html`<option value=${level} ?selected=${level === desk.filter.level}>${desk.registry.has(level) ? desk.registry.layer(level).label[desk.filter.language] : level}</option>`)}
          </select></label>
      </div>
      <p class="quiet">${say.loadText}</p>
      ${now.kind === 'failed' ? html`<div role="alert">${troubleText(now.trouble)}</div>` : nothing}
      ${now.kind === 'loading' && areas === null ? html`<p class="quiet">${say.loading}</p>` : nothing}
      ${areas?.length === 0 ? html`<p class="none">${say.loadNone}</p>` : nothing} ${areas && areas.length > 0 ? this.table(areas) : nothing}
    </section>`;
  }

  protected override updated(): void {
    if (!this.matches(':hover')) this.querySelector('tr.lit')?.scrollIntoView({ block: 'nearest' });
  }

  private table(areas: readonly AreaLoad[]): TemplateResult {
    const { say } = this;
    const words: Record<Column, string> = {
      households: say.households, reported: say.reportedCount, open: say.open, overdue: say.overdue, rate_per_100: say.rate, expected: say.expected, p: say.test,
    };
    // The smallest p says most; of everything else the largest stands first. What has no value stands last.
    const way = this.sort === 'p' ? 1 : -1;
    const value = (area: AreaLoad) => area[this.sort] ?? way * Infinity;
    const sorted = [...areas].sort((one, other) => compare(value(one), value(other), way));
    return html`<div class="scroll" role="group" aria-labelledby="load-title" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${say.area}</th>
            ${COLUMNS.map(
              (column) => html`<th scope="col" class="n" aria-sort=${this.sort === column ? (way > 0 ? 'ascending' : 'descending') : 'none'}>
                <button type="button" @click=${() => (this.sort = column)}>${words[column]}</button>
              </th>`,
            )}
          </tr>
        </thead>
        <tbody>${sorted.map((area) => this.row(area))}</tbody>
      </table>
    </div>`;
  }

  private row(area: AreaLoad): TemplateResult {
    const { say, desk } = this;
    const { language } = desk.filter;
    const key = `${area.layer}/${area.id}`;
    const isLit = desk.lit !== null && 'area' in desk.lit && desk.lit.area === key;
    const number = (value: number | null, digits = 0) => (value === null ? '–' : formatNumber(value, language, digits));
    const name = area.name ?? area.code ?? '–';
    return html`<tr class=${isLit ? 'lit' : ''} @pointerenter=${() => desk.light({ area: key })} @pointerleave=${() => desk.light(null)}>
      <th scope="row">
        <button type="button" class="link" title=${say.onlyHere(name)} @click=${() => desk.change({ within: key, view: 'list' })}>${name}</button>
        ${area.hot ? html`<mark>${say.hot}</mark>` : nothing}
      </th>
      <td class="n">${number(area.households)}</td><td class="n">${number(area.reported)}</td><td class="n">${number(area.open)}</td>
      <td class="n">${number(area.overdue)}</td><td class="n"><b>${number(area.rate_per_100, 2)}</b></td><td class="n">${number(area.expected, 1)}</td>
      <td class="n">${area.p === null ? '–' : area.p < 0.001 ? '< 0.001' : area.p.toFixed(3)}</td>
    </tr>`;
  }
}

function compare(one: number, other: number, way: number): number {
  return one === other ? 0 : one < other ? -way : way;
}

customElements.define('jw-desk-load', LoadTable);
