/** Where the open incident is: on a border another grid takes it in one step, its pin is moved on the map, and both are taken back. */

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import { distance_m } from '../work/distance.ts';
import { DeskPart } from './part.ts';
import type { Incident } from './service.ts';

export class IncidentPlace extends DeskPart {
  override render(): TemplateResult | typeof nothing {
    const { desk } = this;
    const { incident, allowed } = desk.chosen ?? {};
    if (!incident || !allowed) return nothing;
    const hasEnded = allowed.length === 0;
    return html`${this.border(incident, hasEnded)} ${hasEnded ? nothing : this.moving(incident)} ${this.undo()}`;
  }

  /** On a shared border the first grid has it; one step gives it to another. */
  private border({ candidates, grid }: Incident, hasEnded: boolean): TemplateResult | typeof nothing {
    const { say, desk } = this;
    const others = candidates.filter(({ id }) => id !== grid?.id);
    if (others.length === 0 || hasEnded) return nothing;
    return html`<div class="border">
      <p>${icon('warning')}${say.border}</p>
      ${others.map(({ id, name, code }) => {
        const word = name ?? code ?? String(id);
        return html`<button type="button" class="small" ?disabled=${desk.steps.isBusy} @click=${() => void desk.steps.route(id, word)}>${say.reroute(word)}</button>`;
      })}
    </div>`;
  }

  private moving(incident: Incident): TemplateResult {
    const { say, desk } = this;
    const { moving } = desk;
    if (moving === null) {
      return html`<button type="button" class="small move" @click=${() => desk.move({ to: null })}>${say.movePin}</button>`;
    }
    const { to } = moving;
    const { lon, lat } = incident;
    const far = to === null || lon === null || lat === null ? null : String(Math.round(distance_m([lon, lat], to)));
    return html`<div class="moving" role="group" aria-label=${say.movePin}>
      <p>${to === null ? say.moveHelp : far === null ? say.movedFirst : say.movedBy(far)}</p>
      ${to === null ? nothing : html`<button type="button" class="button" ?disabled=${desk.steps.isBusy} @click=${() => void desk.steps.place(to)}>${say.moveHere}</button>`}
      <button type="button" class="small" @click=${() => desk.moveToCentre()}>${say.moveToCentre}</button>
      <button type="button" class="small" @click=${() => desk.move(null)}>${say.moveCancel}</button>
    </div>`;
  }

  private undo(): TemplateResult | typeof nothing {
    const { say, desk } = this;
    const { undo } = desk.steps;
    if (undo?.incident !== desk.chosen?.incident.id) return nothing;
    return html`<p class="undo">${undo?.done} <button type="button" class="small" ?disabled=${desk.steps.isBusy} @click=${() => void desk.steps.takeBack()}>${say.undo}</button></p>`;
  }
}

customElements.define('jw-desk-place', IncidentPlace);
