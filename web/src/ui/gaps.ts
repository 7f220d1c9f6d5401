import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber } from '../format.ts';
import type { Words } from '../i18n.ts';
import { sortState } from '../measure/gaps.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { Gap } from '../server/measures.ts';
import { gapHead } from './gap_filter.ts';
import { gapKind, gapLevel, gapName } from './gap_words.ts';
import { icon } from './icons.ts';
import { KeyPart } from './keys.ts';
import { troubleText } from './trouble.ts';

/** The columns: the word of the heading, what `/gaps` sorts by (null for none), and whether it is a number. */
const COLUMNS = [
  { name: 'rank', word: (say: Words) => say.gapRank, sort: 'rank', isNumber: true },
  { name: 'kind', word: (say: Words) => say.gapKind, sort: 'kind', isNumber: false },
  { name: 'what', word: (say: Words) => say.gapWhat, sort: 'code', isNumber: false },
  { name: 'level', word: (say: Words) => say.gapLevel, sort: 'level', isNumber: false },
  { name: 'households', word: (say: Words) => say.gapHouseholds, sort: 'households', isNumber: true },
  { name: 'gained', word: (say: Words) => say.gapGained, sort: 'gained_households', isNumber: true },
  { name: 'remedy', word: (say: Words) => say.gapRemedy, sort: null, isNumber: false },
] as const;

/** The table of gaps: the map's equal for those who cannot use a map. */
export class Gaps extends KeyPart {
  protected override readonly followsLit = true;
  private chosen: number | null = null;

  protected override pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== 'n' && event.key !== 'p')) return;
    event.preventDefault();
    void this.app.gaps.step(event.key === 'n' ? 1 : -1);
  }

  override render(): TemplateResult {
    const { app, say } = this;
    const { now } = app.gaps;
    const read = readSoFar(now);
    const isWaiting = now.kind === 'loading';
    return html`<section class="gaps" aria-labelledby="gaps-title" aria-busy=${isWaiting ? 'true' : 'false'}>
      ${gapHead(app)}
      <div class="gaps-body" ?data-waiting=${isWaiting}>
        ${read && read.rows.length > 0 ? this.table(read.rows) : nothing}
        ${isWaiting && !read ? this.waiting(now.slow) : nothing}
        ${now.kind === 'failed' ? this.failed() : nothing}
        ${now.kind === 'ready' && now.value.rows.length === 0
          ? html`<p class="gaps-none">${app.gaps.isFiltered ? say.gapsNoneFiltered : say.gapsNone}</p>`
          : nothing}
        ${read?.cursor ? this.moreButton(read.matched - read.rows.length) : nothing}
        ${app.gaps.moreTrouble ? troubleText(app.gaps.moreTrouble) : nothing}
      </div>
    </section>`;
  }

  /** What is chosen or pointed at on the map is brought into the table's view. */
  override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { gap } = this.app.shown;
    if (gap !== this.chosen) {
      this.chosen = gap;
      this.querySelector('tr[aria-current]')?.scrollIntoView({ block: 'nearest' });
    } else if (!this.matches(':hover')) this.querySelector('tr.lit')?.scrollIntoView({ block: 'nearest' });
  }

  private waiting(isSlow: boolean): TemplateResult {
    return html`<p class="quiet gaps-none">${isSlow ? this.say.figuresSlow : this.say.listLoading}</p>
      <div class="skeleton" aria-hidden="true"><i></i><i></i><i></i></div>`;
  }

  private failed(): TemplateResult | typeof nothing {
    const { now } = this.app.gaps;
    if (now.kind !== 'failed') return nothing;
    return html`<div class="gaps-none">
      ${troubleText(now.trouble)}
      <button type="button" class="small" @click=${() => this.app.gaps.again()}>${this.say.retry}</button>
    </div>`;
  }

  private moreButton(left: number): TemplateResult {
    const { app, say } = this;
    return html`<button type="button" class="more" ?disabled=${app.gaps.isReadingMore} @click=${() => void app.gaps.more()}>
      ${app.gaps.isReadingMore ? say.listLoading : say.listMore(formatNumber(left, app.language))}
    </button>`;
  }

  private table(rows: readonly Gap[]): TemplateResult {
    return html`<table class="gap-table">
      <caption class="unseen">${this.say.gapsTitle}</caption>
      <thead>
        <tr>
          ${COLUMNS.map((column) => this.heading(column))}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          rows,
          (gap) => gap.rank,
          (gap) => this.row(gap),
        )}
      </tbody>
    </table>`;
  }

  private heading({ name, word, sort, isNumber }: (typeof COLUMNS)[number]): TemplateResult {
    const { app, say } = this;
    const kind = `col-${name}${isNumber ? ' number' : ''}`;
    if (sort === null) return html`<th scope="col" class=${kind}>${word(say)}</th>`;
    return html`<th scope="col" class=${kind} aria-sort=${sortState(app.gaps.filter.sort, sort)}>
      <button type="button" title=${say.gapSort(word(say))} @click=${() => app.gaps.sortBy(sort)}>
        ${word(say)}${icon('next')}
      </button>
    </th>`;
  }

  private row(gap: Gap): TemplateResult {
    const { app } = this;
    const { language } = app;
    const isChosen = gap.rank === app.shown.gap;
    return html`<tr
      class=${gap.rank === app.gaps.lit ? 'lit' : ''}
      aria-current=${isChosen ? 'true' : nothing}
      @click=${() => app.gaps.choose(gap.rank)}
      @pointerenter=${() => app.gaps.light(gap.rank)}
      @pointerleave=${() => app.gaps.light(null)}
    >
      <td class="col-rank number">${gap.rank}</td>
      <td class="col-kind">${gapKind(app, gap)}</td>
      <td class="col-what">
        <button type="button" class="row-link" @keydown=${(event: KeyboardEvent) => this.walk(event)}>
          ${gapName(app, gap)}
        </button>
      </td>
      <td class="col-level">${gapLevel(app, gap)}</td>
      <td class="col-households number">${formatNumber(gap.households, language)}</td>
      <td class="col-gained number">${formatNumber(gap.gained_households, language)}</td>
      <td class="col-remedy">${gap.remedy}</td>
    </tr>`;
  }

  /** Arrows walk from row to row; Enter chooses, as on every button. */
  private walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const row = (event.currentTarget as HTMLElement).closest('tr');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    next?.querySelector<HTMLElement>('.row-link')?.focus();
  }
}

customElements.define('jw-gaps', Gaps);
