/** The list of incidents, what is due first on top: each row lights the map, is a choice, and can be selected. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatNumber } from '../format.ts';
import { readSoFar } from '../measure/loaded.ts';
import { troubleText } from '../ui/trouble.ts';
import { momentWords } from '../work/due.ts';
import './bulk.ts';
import { dueWords, urgencyOf } from './due.ts';
import { isNarrowed } from './filter.ts';
import { categoryWord, incidentWord, stateWord } from './named.ts';
import { DeskPart } from './part.ts';
import type { Incident } from './service.ts';

export class IncidentList extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { now } = desk.list;
    const read = readSoFar(now);
    const count = (value: number) => formatNumber(value, desk.filter.language);
    const left = read ? read.matched - read.incidents.length : 0;
    return html`<section class="incidents" aria-labelledby="list-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <div class="bar">
        <h2 id="list-title" tabindex="-1">${say.list}</h2>
        <p class="quiet" role="status">${read ? say.counted(count(read.incidents.length), count(read.matched)) : now.kind === 'failed' ? nothing : say.loading}</p>
      </div>
      <jw-desk-bulk .desk=${desk}></jw-desk-bulk>
      ${now.kind === 'failed' ? html`<div role="alert">${troubleText(now.trouble)}</div>` : nothing}
      ${read?.incidents.length === 0 ? html`<p class="none">${isNarrowed(desk.filter) ? say.noneFiltered : say.none}</p>` : nothing}
      ${read && read.incidents.length > 0 ? this.rows(read.incidents) : nothing}
      ${read?.cursor
        ? html`<button type="button" class="more" ?disabled=${now.kind === 'loading'} @click=${() => void desk.more()}>${say.more(count(left))}</button>`
        : nothing}
    </section>`;
  }

  /** What is lit or chosen on the map is brought into view. */
  protected override updated(): void {
    if (!this.matches(':hover')) this.querySelector('li.lit')?.scrollIntoView({ block: 'nearest' });
  }

  private rows(incidents: readonly Incident[]): TemplateResult {
    const { desk, say } = this;
    const ids = incidents.map(({ id }) => id);
    const all = ids.every((id) => desk.selected.has(id));
    return html`<label class="all"><input type="checkbox" name="all" .checked=${all}
        @change=${(event: Event) => desk.select(ids, (event.target as HTMLInputElement).checked)} />${say.chooseAll}</label>
      <ul class="incident-rows">
        ${repeat(incidents, ({ id }) => id, (incident) => this.row(incident))}
      </ul>`;
  }

  private row(incident: Incident): TemplateResult {
    const { desk, say } = this;
    const { language, at } = desk.filter;
    const now = Date.now();
    const { id, state, grid, description, reported_at } = incident;
    const isLit = desk.lit !== null && 'incident' in desk.lit && desk.lit.incident === id;
    const isChosen = at === String(id);
    return html`<li class=${isLit ? 'lit' : ''} data-urgency=${urgencyOf(incident, now)} data-id=${id} aria-current=${isChosen ? 'true' : nothing}
      @pointerenter=${() => desk.light({ incident: id })} @pointerleave=${() => desk.light(null)}>
      <input type="checkbox" name="select" aria-label=${say.chooseOne(incidentWord(desk, incident))} .checked=${desk.selected.has(id)}
        @change=${(event: Event) => desk.select([id], (event.target as HTMLInputElement).checked)} />
      <button type="button" class="row" aria-expanded=${isChosen ? 'true' : 'false'} @click=${() => desk.choose(isChosen ? null : id)}
        @keydown=${(event: KeyboardEvent) => this.walk(event)}>
        <span class="row-head"><b>${categoryWord(desk, incident.category)}</b>
          ${desk.arrived.has(id) ? html`<mark>${say.newMark}</mark>` : nothing}<span class="state">${stateWord(desk, state)}</span>
          <span class="due">${dueWords(incident, now, language)}</span></span>
        <span class="row-text">${(description ?? '') === '' ? html`<i>${say.noText}</i>` : description}</span>
        <span class="row-foot">${grid?.name ?? grid?.code ?? ''} · ${momentWords(reported_at, language, now)}</span>
      </button>
    </li>`;
  }

  /** Arrows walk from row to row; Enter chooses, as on every button. */
  private walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const row = (event.currentTarget as HTMLElement).closest('li');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    next?.querySelector<HTMLElement>('.row')?.focus();
  }
}

customElements.define('jw-desk-list', IncidentList);
