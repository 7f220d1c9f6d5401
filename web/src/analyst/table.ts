/** The answer as a native table: sortable by what the service sorts, page by page, each row a choice. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { troubleText } from '../ui/trouble.ts';
import { cell, columnsOf, nameOf, type Column, type Row } from './columns.ts';
import { DeskPart } from './part.ts';

/** Columns of whole sentences. */
const LONG = ['title', 'remedy', 'reason'];

export class ResultTable extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { now } = desk.answer;
    const answer = desk.shown;
    return html`<section class="results" aria-labelledby="table-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <h2 id="table-title" tabindex="-1">${say.table}</h2>
      <p class="quiet" role="status">
        ${now.kind === 'loading' ? (now.slow ? say.slow : say.loading) : nothing} ${now.kind === 'ready' ? this.counted() : nothing}
      </p>
      ${now.kind === 'failed' ? html`<div role="alert">${troubleText(now.trouble)}</div>` : nothing}
      ${answer === null ? nothing : answer.rows.length === 0 ? html`<p>${say.none}</p>` : this.table(answer.rows)} ${this.pager()}
    </section>`;
  }

  /** What is pointed at on the map is brought into view. */
  protected override updated(): void {
    const lit = this.matches(':hover') ? null : this.querySelector('tr.lit');
    lit?.scrollIntoView({ block: 'nearest' });
  }

  private counted(): string {
    const { say, desk } = this;
    const answer = desk.shown;
    if (!answer) return '';
    const { language } = desk.question;
    const all = answer.matched === null ? null : formatNumber(answer.matched, language);
    const counted = say.rows(formatNumber(answer.rows.length, language), all);
    return answer.run ? `${counted} · ${say.run(String(answer.run.id), answer.run.as_of)}` : counted;
  }

  private table(rows: readonly Row[]): TemplateResult {
    const { desk, say } = this;
    const columns = columnsOf(desk.question, desk.registry, say);
    return html`<div class="scroll" role="group" aria-labelledby="table-title" tabindex="0">
      <table>
        <thead>
          <tr>${columns.map((column) => this.head(column))}</tr>
        </thead>
        <tbody>${rows.map((row) => this.row(row, columns))}</tbody>
      </table>
    </div>`;
  }

  private head(column: Column): TemplateResult {
    const { desk } = this;
    const sort = desk.question.sort || (column.sorts ? 'rank' : '');
    const isUp = sort === column.name;
    const isDown = sort === `-${column.name}`;
    if (!column.sorts) return html`<th scope="col" class=${column.isNumber ? 'n' : ''}>${column.label}</th>`;
    const next = isDown || (!isUp && !column.isNumber) ? column.name : `-${column.name}`;
    return html`<th scope="col" class=${column.isNumber ? 'n' : ''} aria-sort=${isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <button type="button" @click=${() => desk.change({ sort: next === 'rank' ? '' : next })}>
        ${column.label}<span aria-hidden="true">${isUp ? ' ▲' : isDown ? ' ▼' : ''}</span>
      </button>
    </th>`;
  }

  private row(row: Row, columns: readonly Column[]): TemplateResult {
    const { desk, say } = this;
    const isChosen = desk.chosen === row;
    const [first, ...others] = columns;
    const shown = (column: Column) => cell(column, row, desk.question, say);
    if (!first) return html``;
    const label = shown(first);
    return html`<tr
      data-chosen=${isChosen ? 'true' : nothing}
      class=${desk.lit === row ? 'lit' : ''}
      @pointerenter=${() => desk.light(row)}
      @pointerleave=${() => desk.light(null)}
    >
      <th scope="row">
        ${row.id === null
          ? label
          : html`<button type="button" class="pick" aria-pressed=${isChosen ? 'true' : 'false'}
              aria-label=${`${label} ${nameOf(row, desk.question, desk.registry)}`} @click=${() => desk.choose(row)}>${label}</button>`}
      </th>
      ${others.map((column) => html`<td class=${column.isNumber ? 'n' : LONG.includes(column.name) ? 'long' : column.name === 'name' ? 'name' : ''}>${shown(column)}</td>`)}
    </tr>`;
  }

  private pager(): TemplateResult | typeof nothing {
    const { desk, say } = this;
    const hasNext = desk.shown?.cursor !== null && desk.shown !== null;
    if (!hasNext && desk.pageNumber === 1) return nothing;
    return html`<nav class="pager" aria-label=${say.table}>
      <button type="button" class="small" ?disabled=${desk.pageNumber === 1} @click=${() => desk.previous()}>${say.previous}</button>
      <span>${say.page(String(desk.pageNumber))}</span>
      <button type="button" class="small" ?disabled=${!hasNext} @click=${() => desk.next()}>${say.next}</button>
    </nav>`;
  }
}

customElements.define('jw-result-table', ResultTable);
