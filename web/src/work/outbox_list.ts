/** What waits on the phone, what was sent, and what was refused and why. */

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import { momentWords } from './due.ts';
import type { Entry } from './letter.ts';
import { WorkPart } from './part.ts';

export class WorkOutbox extends WorkPart {
  override render(): TemplateResult {
    const { desk, say } = this;
    const { outbox } = desk;
    const entries = [...outbox.entries].reverse();
    const waiting = outbox.count('waiting');
    return html`${waiting > 0 ? html`<div class="age"><p>${desk.online ? say.waitingCount(waiting) : say.waitingOffline(waiting)}</p>
        <button type="button" class="plain" @click=${() => void outbox.hurry()}>${icon('refresh')}<span>${say.sendNow}</span></button></div>` : nothing}
      ${entries.length === 0 ? html`<section class="card"><h2>${say.outboxEmpty}</h2><p>${say.outboxEmptyText}</p><button type="button" class="main" @click=${() => desk.go('report')}>${icon('camera')}<span>${say.tabs.report}</span></button></section>` : nothing}
      <ul class="letters">${entries.map((entry) => this.letter(entry))}</ul>`;
  }

  private letter(entry: Entry): TemplateResult {
    const { desk, say } = this;
    const { letter, stage } = entry;
    const category = desk.word('categories', letter.kind === 'report' ? letter.report.category : letter.incident.category);
    const text = letter.kind === 'report' ? letter.report.description : letter.note;
    return html`<li class="letter ${stage.kind}">
      <p class="stage"><span class="mark" aria-hidden="true"></span>${say.stages[stage.kind]}</p>
      <p><b>${category}</b> ${letter.kind === 'support' ? say.supporting(letter.incident.code ?? '') : letter.where}</p>
      ${text === '' ? nothing : html`<p class="told">${text}</p>`}
      <p class="quiet">${momentWords(entry.made_at, desk.language, Date.now())}${letter.kind === 'report' && letter.photos.length > 0 ? ` · ${say.photoCount(letter.photos.length)}` : ''}</p>
      ${this.stage(entry)}
    </li>`;
  }

  private stage(entry: Entry): TemplateResult | typeof nothing {
    const { desk, say } = this;
    const { stage, letter } = entry;
    const mend = (words: string) => html`<button type="button" class="second" ?disabled=${!desk.drafting.isBlank} @click=${() => void desk.drafting.mend(entry)}>${words}</button>`;
    const discard = html`<button type="button" class="plain" @click=${() => void desk.outbox.discard(entry.id)}>${say.discard}</button>`;
    switch (stage.kind) {
      case 'sent':
        return html`<button type="button" class="plain" @click=${() => desk.go('incidents', { layer: 'incident', id: stage.incident.id })}>${say.incidentCode(stage.incident.code ?? String(stage.incident.id))}</button>`;
      case 'refused':
        return html`<div class="notice" role="alert">${troubleText(stage.why)}</div><div class="two">${letter.kind === 'report' ? mend(say.mend) : nothing}${discard}</div>${letter.kind === 'report' && !desk.drafting.isBlank ? html`<p class="quiet">${say.mendBusy}</p>` : nothing}`;
      case 'waiting':
        return html`${stage.why ? html`<div class="notice">${troubleText(stage.why)}</div>` : nothing}${stage.tries === 0 && letter.kind === 'report' ? html`<div class="two">${mend(say.change)}</div>` : nothing}`;
      case 'sending':
        return nothing;
    }
  }
}

customElements.define('jw-work-outbox', WorkOutbox);
