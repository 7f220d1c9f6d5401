/** Open incidents of my grids, what is overdue first. */

import { html, type TemplateResult } from 'lit';
import type { Incident } from '../server/work.ts';
import { icon } from '../ui/icons.ts';
import { dueWords, urgency } from './due.ts';
import { packAge } from './pack_age.ts';
import { openIncidents } from './pack.ts';
import { WorkPart } from './part.ts';

export class WorkIncidents extends WorkPart {
  override render(): TemplateResult {
    const { desk, say } = this;
    const { pack, grids } = desk.carried;
    if (grids.length === 0 || !pack) {
      return html`<section class="card"><h2>${say.noGridsYet}</h2><p>${desk.roles !== null && !desk.isStaff ? say.staffOnlyText : say.noGridsYetText}</p>
        <button type="button" class="main" @click=${() => desk.go('grids')}>${say.chooseTitle}</button></section>`;
    }
    const incidents = openIncidents(pack);
    const overdue = incidents.filter((each) => urgency(each, Date.now()) === 'overdue').length;
    return html`${packAge(desk)}
      <h2>${say.openIncidents(incidents.length)}${overdue > 0 ? html` <span class="late">${say.overdueCount(overdue)}</span>` : ''}</h2>
      ${incidents.length === 0 ? html`<p class="quiet">${say.nothingOpen}</p>` : html`<ul class="rows">${incidents.map((incident) => this.row(incident))}</ul>`}`;
  }

  private row(incident: Incident): TemplateResult {
    const { desk } = this;
    const now = Date.now();
    return html`<li><button type="button" class="row case ${urgency(incident, now)}" @click=${() => desk.go('incidents', { layer: 'incident', id: incident.id })}>
      <span><b>${desk.word('categories', incident.category)}</b> <span class="state">${desk.word('states', incident.state)}</span><br />
        <span class="quiet">${[incident.grid?.name, incident.description ?? incident.code].filter(Boolean).join(' · ')}</span></span>
      <span class="due">${dueWords(incident, now, desk.language)}</span>${icon('chevron')}</button></li>`;
  }
}

customElements.define('jw-work-incidents', WorkIncidents);
