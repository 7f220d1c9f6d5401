/** One incident: what and where, until when, what happened so far, and the steps that are the worker's. */

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Incident, Step } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import { dueWords, momentWords, urgency } from './due.ts';
import './minimap.ts';
import { placeOf } from './pack.ts';
import { WorkPart } from './part.ts';

export class WorkIncident extends WorkPart {
  static override properties = { ...WorkPart.properties, reasoned: { state: true }, reason: { state: true } };
  /** The step for which a reason is being given. */
  declare reasoned: Step | null;
  declare reason: string;

  constructor() {
    super();
    this.reasoned = null;
    this.reason = '';
  }

  override render(): TemplateResult {
    const { desk, say } = this;
    const id = desk.shown.at?.id ?? 0;
    const found = desk.cases.id === id ? desk.cases.found : null;
    const incident = found?.incident ?? desk.carried.incident(id);
    return html`<button type="button" class="plain back" @click=${() => history.length > 1 ? history.back() : desk.go('incidents')}>${icon('up')}<span>${say.back}</span></button>
      ${incident ? this.told(incident) : desk.cases.busy ? html`<p class="quiet">${say.asking}</p>` : html`<section class="card"><h2>${say.incidentAbsent}</h2><p>${desk.online ? say.incidentAbsentText : say.notCarriedOffline}</p></section>`}
      ${desk.cases.trouble && desk.online ? html`<div class="notice" role="alert">${troubleText(desk.cases.trouble)}</div>` : nothing}
      ${incident ? (found ? this.steps() : html`<p class="notice">${desk.cases.busy ? say.asking : say.stepsOffline}</p>`) : nothing}
      ${found ? this.history() : nothing}`;
  }

  private told(incident: Incident): TemplateResult {
    const { desk, say } = this;
    const now = Date.now();
    const place = placeOf(incident);
    const due = [dueWords(incident, now, desk.language), incident.due_at ? momentWords(incident.due_at, desk.language, now) : null].filter(Boolean).join(' · ');
    return html`<h2 class="big">${desk.word('categories', incident.category)}</h2>
      <p><span class="state">${desk.word('states', incident.state)}</span> <span class="due-line ${urgency(incident, now)}">${due}</span></p>
      ${incident.description ? html`<p class="told">${incident.description}</p>` : nothing}
      <p class="quiet">${[incident.code, incident.building?.name, incident.grid?.name, incident.reported_at ? say.reportedAt(momentWords(incident.reported_at, desk.language, now)) : null].filter(Boolean).join(' · ')}</p>
      ${incident.candidates.length > 1 ? html`<p class="notice">${say.onBorder(incident.candidates.map((each) => each.name ?? each.code ?? '').join(say.comma))}</p>` : nothing}
      ${incident.photos.length > 0 ? html`<ul class="thumbs">${incident.photos.map((photo, at) => html`<li><a href=${photo.href} target="_blank" rel="noopener"><img src=${photo.thumb} alt=${say.photo(at + 1)} loading="lazy" /></a></li>`)}</ul>` : nothing}
      ${place ? html`<details><summary><span>${say.onMap}</span></summary><jw-mini-map .desk=${desk} .around=${place} .pin=${place}></jw-mini-map></details>` : nothing}`;
  }

  private steps(): TemplateResult {
    const { desk, say } = this;
    const { steps, busy, found } = desk.cases;
    const state = found?.incident.state ?? '';
    if (steps.length === 0) return html`<p class="quiet">${say.noSteps}</p>`;
    return html`<section class="steps" aria-labelledby="steps-title"><h3 id="steps-title">${say.steps}</h3>
      ${repeat(steps, ({ to }) => `${state} ${to}`, (step) => html`<button type="button" class=${step.needs_reason ? 'second' : 'main'} ?disabled=${busy} aria-expanded=${step.needs_reason ? (this.reasoned?.to === step.to ? 'true' : 'false') : nothing}
        @click=${(event: MouseEvent) => this.begin(step, event.detail > 1)}>${step.label[desk.language]}</button>`)}
      ${this.reasoned ? html`<label class="field"><span>${say.reason(this.reasoned.label[desk.language])}</span>
          <textarea name="reason" rows="2" maxlength="500" .value=${this.reason} @input=${(event: Event) => (this.reason = (event.target as HTMLTextAreaElement).value)}></textarea></label>
        <button type="button" class="main" ?disabled=${busy || this.reason.trim() === ''} @click=${() => this.reasoned && void this.take(this.reasoned)}>${say.confirm}</button>` : nothing}
    </section>`;
  }

  private history(): TemplateResult {
    const { desk, say } = this;
    const now = Date.now();
    return html`<section aria-labelledby="history-title"><h3 id="history-title">${say.history}</h3>
      <ol class="history">${(desk.cases.found?.history ?? []).map((step) => html`<li><b>${desk.word('states', step.to)}</b> <span class="quiet">${momentWords(step.at, desk.language, now)}${step.role ? ` · ${say.roles[step.role] ?? step.role}` : ''}</span>${step.reason ? html`<br />${step.reason}` : nothing}</li>`)}</ol></section>`;
  }

  /** The second tap of a double one was meant for the step before. */
  private begin(step: Step, isSecondTap: boolean): void {
    if (isSecondTap) return;
    if (step.needs_reason) this.reasoned = this.reasoned?.to === step.to ? null : step;
    else void this.take(step);
  }

  private async take(step: Step): Promise<void> {
    if (await this.desk.cases.take(step, this.reason.trim())) {
      this.reasoned = null;
      this.reason = '';
    }
  }
}

customElements.define('jw-work-incident', WorkIncident);
