/** What is above the table of gaps: how many are listed, the filters, the files to take away. */

import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { USUAL } from '../basis.ts';
import { formatNumber } from '../format.ts';
import { LEVELS } from '../registry.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { ExportFormat } from '../server/measures.ts';
import { dayNote, runName } from './figure.ts';
import { icon } from './icons.ts';
import { placeName } from './place_name.ts';

const FILTERS = ['kind', 'level', 'category'] as const;

const FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'xlsx', label: 'XLSX' },
  { format: 'geojson', label: 'GeoJSON' },
];

/** Beside lenient figures and colours: what is listed does not follow them. */
function strictNote(app: App): TemplateResult | typeof nothing {
  if (app.shown.reading === USUAL.reading) return nothing;
  return html`<p class="basis-note">${icon('warning')}<span>${app.say.gapsStrict}</span></p>`;
}

export function gapHead(app: App): TemplateResult {
  const { say, gaps } = app;
  const read = readSoFar(gaps.now);
  return html`<div class="gaps-head">
    <h2 id="gaps-title" tabindex="-1">${say.gapsTitle}</h2>
    <p class="gaps-count" role="status">
      ${read
        ? say.gapsShown(formatNumber(read.rows.length, app.language), formatNumber(read.matched, app.language))
        : nothing}
    </p>
    ${scope(app)} ${read ? html`${runName(app, read.run)} ${dayNote(app, read.run)}` : nothing} ${strictNote(app)}
    <div class="gap-filters">
      ${FILTERS.map((name) => filter(app, name))}
      ${gaps.isFiltered
        ? html`<button type="button" class="small" @click=${() => gaps.clearFilter()}>
            ${icon('clear')}${say.gapsClear}
          </button>`
        : nothing}
    </div>
    <p class="gap-files">
      <span>${say.gapsExport}</span>
      ${FORMATS.map(({ format, label }) => html`<a class="small" href=${gaps.file(format)} download>${label}</a>`)}
    </p>
  </div>`;
}

/** Where the list keeps to, with the way back to the whole city. */
function scope(app: App): TemplateResult {
  const { say } = app;
  const { within } = app.gaps;
  const name = within === null ? say.cityName : placeName(app, within);
  return html`<p class="gap-scope">
    ${say.gapsWithin(name)}
    ${within === null
      ? nothing
      : html`<button
          type="button"
          class="plain"
          aria-label=${say.wholeCityList}
          title=${say.wholeCityList}
          @click=${() => app.select(null)}
        >
          ${icon('clear')}
        </button>`}
  </p>`;
}

function filter(app: App, name: (typeof FILTERS)[number]): TemplateResult {
  const { say, gaps } = app;
  const label = { kind: say.gapKind, level: say.gapLevel, category: say.gapCategory }[name];
  const chosen = gaps.filter[name];
  return html`<label class="gap-filter">
    <span>${label}</span>
    <select
      name="gap-${name}"
      @change=${(event: Event) => gaps.setFilter({ [name]: (event.target as HTMLSelectElement).value || null })}
    >
      <option value="" ?selected=${chosen === null}>${say.gapsAny}</option>
      ${options(app, name).map(
        ([value, word]) => html`<option value=${value} ?selected=${value === chosen}>${word}</option>`,
      )}
    </select>
  </label>`;
}

/** What a filter offers: value and word. */
function options({ registry, language }: App, name: (typeof FILTERS)[number]): [string, string][] {
  if (name === 'level') return LEVELS.map((level) => [level, registry.layer(level).label[language]]);
  return registry.choices('gap', name).map(({ value, label }) => [value, label[language]]);
}
