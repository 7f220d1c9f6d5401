/** The open incident: what it is, where, until when, what happened, and what may be done next. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { readSoFar } from '../measure/loaded.ts';
import { icon } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import { momentWords } from '../work/due.ts';
import { dueWords, urgencyOf } from './due.ts';
import { categoryWord, stateWord } from './named.ts';
import { DeskPart } from './part.ts';
import './place.ts';
import type { Incident, Move, OneIncident } from './service.ts';

type History = OneIncident['history'];

export class IncidentCard extends DeskPart {
  static override properties = { ...DeskPart.properties, move: { state: true } };
  /** The step whose reason and role are being filled in. */
  declare move: Move | null;
  private shownFor = '';

  constructor() {
    super();
    this.move = null;
  }

  override willUpdate(): void {
    const { at } = this.desk.filter;
    const state = this.desk.chosen?.incident.state;
    // While the same incident is read again nobody loses what he is writing.
    const key = state === undefined && this.shownFor.startsWith(`${at} `) ? this.shownFor : `${at} ${state ?? ''}`;
    if (key === this.shownFor) return;
    this.shownFor = key;
    this.move = null;
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    const { now } = desk.one;
    const one = desk.chosen;
    return html`<section class="incident-card" aria-labelledby="card-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <h2 id="card-title" class=${one ? 'unseen' : ''}>${say.card}</h2>
      ${now.kind === 'failed' ? html`<div role="alert">${troubleText(now.trouble)}</div>` : nothing}
      ${now.kind === 'none' ? html`<p class="quiet">${say.cardNone}</p>` : nothing}
      ${now.kind === 'loading' && readSoFar(now) === null ? html`<p class="quiet">${say.loading}</p>` : nothing}
      ${one ? this.body(one) : nothing}
    </section>`;
  }

  private body({ incident, history, allowed }: OneIncident): TemplateResult {
    const { say, desk } = this;
    const { language } = desk.filter;
    return html`<header data-urgency=${urgencyOf(incident, Date.now())}>
        <h3>${categoryWord(desk, incident.category)}</h3>
        <span class="state">${stateWord(desk, incident.state)}</span>
        <span class="due">${dueWords(incident, Date.now(), language)}</span>
        <button type="button" class="plain" aria-label=${say.close} title=${say.close} @click=${() => desk.choose(null)}>${icon('clear')}</button>
      </header>
      <p class="description">${(incident.description ?? '') === '' ? html`<i>${say.noText}</i>` : incident.description}</p>
      ${this.photos(incident)} <jw-desk-place .desk=${desk}></jw-desk-place> ${this.steps(incident, allowed)} ${this.facts(incident)} ${this.history(history)}`;
  }

  private photos({ photos }: Incident): TemplateResult | typeof nothing {
    const { say } = this;
    if (photos.length === 0) return nothing;
    return html`<ul class="photos" aria-label=${say.photos}>
      ${photos.map(
        ({ href, thumb }, at) =>
          html`<li><a href=${href} target="_blank" rel="noopener"><img src=${thumb} alt=${say.photo(String(at + 1))} loading="lazy" /></a></li>`,
      )}
    </ul>`;
  }

  private steps({ state }: Incident, allowed: readonly Move[]): TemplateResult {
    const { say, desk } = this;
    const { steps, filter } = desk;
    return html`<h3>${say.steps}</h3>
      ${allowed.length === 0 ? html`<p class="quiet">${say.noSteps}</p>` : nothing}
      <div class="steps" role="group" aria-label=${say.steps}>
        ${repeat(
          allowed,
          // A button is one step for as long as it lives: it never becomes another under the pointer.
          ({ to }) => `${state} ${to}`,
          (move, at) =>
            html`<button type="button" class=${at === 0 ? 'button' : 'small'} aria-expanded=${this.move?.to === move.to ? 'true' : nothing}
              ?disabled=${steps.isBusy} @click=${(event: MouseEvent) => this.begin(move, event.detail > 1)}>${move.label[filter.language]}</button>`,
        )}
      </div>
      ${this.move ? this.form(this.move) : nothing}
      ${steps.trouble && desk.selected.size === 0 ? html`<div role="alert">${troubleText(steps.trouble)}</div>` : nothing}`;
  }

  /** A step without choices is taken at once; one that needs a reason or a role asks for it. The second click of a
   * double one was meant for the step before.
   */
  private begin(move: Move, isSecondClick: boolean): void {
    if (isSecondClick) return;
    this.desk.steps.forget();
    if (!move.needs_reason && move.roles.length === 1) void this.desk.steps.step(move, move.roles[0] ?? '', '');
    else this.move = this.move?.to === move.to ? null : move;
    if (this.move) void this.updateComplete.then(() => this.querySelector<HTMLElement>('.step-form input, .step-form select')?.focus());
  }

  private form(move: Move): TemplateResult {
    const { say, desk } = this;
    // The desk is the dispatcher's: that role first, where the step is open to it.
    const roles = [...move.roles].sort((one, other) => Number(other === 'dispatcher') - Number(one === 'dispatcher'));
    return html`<form class="step-form" @submit=${(event: SubmitEvent) => this.take(event, move)}>
      <label><span>${say.reason}</span><input name="reason" maxlength="500" ?required=${move.needs_reason} placeholder=${move.needs_reason ? say.reasonNeeded : ''} /></label>
      <label><span>${say.role}</span><select name="role">${roles.map((role) => html`<option value=${role}>${say.roles[role] ?? role}</option>`)}</select></label>
      <button type="submit" class="button" ?disabled=${desk.steps.isBusy}>${move.label[desk.filter.language]}</button>
    </form>`;
  }

  private take(event: SubmitEvent, move: Move): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    void this.desk.steps.step(move, text('role'), text('reason'));
  }

  private facts(incident: Incident): TemplateResult {
    const { say, desk } = this;
    const { language } = desk.filter;
    const { grid, building, channel, code, accuracy_m: accuracy } = incident;
    const moment = (at: string | null) => (at === null ? null : momentWords(at, language, Date.now()));
    const lines: [string, string | TemplateResult | null][] = [
      [say.code, code],
      [say.grid, grid && html`<button type="button" class="link" @click=${() => desk.change({ within: `grid/${grid.id}` })}>${grid.name ?? grid.code}</button>`],
      [say.building, building ? (building.name ?? building.code) : null],
      [say.channelWord, channel && (say.channels[channel] ?? channel)],
      [say.reported, moment(incident.reported_at)],
      [say.due, moment(incident.due_at)],
      [say.closed, moment(incident.closed_at)],
      [say.supports, incident.supports > 0 ? String(incident.supports) : null],
      [say.accuracy, accuracy === null || accuracy === undefined ? null : `± ${Math.round(accuracy)} m`],
    ];
    return html`<dl class="fields">
      ${lines.map(([name, value]) => (value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}
    </dl>`;
  }

  /** The latest first: it says why things stand as they do. */
  private history(history: History): TemplateResult {
    const { say, desk } = this;
    return html`<h3>${say.history}</h3>
      <ol class="history">
        ${[...history].reverse().map(
          (entry) =>
            html`<li>
              <b>${entry.act === null ? stateWord(desk, entry.to) : (say.acts[entry.act] ?? entry.act)}</b>
              <span class="quiet">${momentWords(entry.at, desk.filter.language, Date.now())}${entry.role === null ? nothing : html` · ${say.roles[entry.role] ?? entry.role}`}</span>
              ${entry.reason ? html`<p>${entry.reason}</p>` : nothing}
            </li>`,
        )}
      </ol>`;
  }
}

customElements.define('jw-desk-card', IncidentCard);
