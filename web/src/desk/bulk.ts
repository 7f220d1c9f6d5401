/** The same step with every selected incident: with all or none. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { troubleText } from '../ui/trouble.ts';
import { stateWord } from './named.ts';
import { DeskPart } from './part.ts';

const DISPATCHER = 'dispatcher';

/** What a dispatcher does with many at once, in the order of the life cycle; the service says whether it may be done. */
const BULK = ['verified', 'registered', 'dispatched', 'closed', 'suspended', 'extended', 'void'] as const;

export class Bulk extends DeskPart {
  static override properties = { ...DeskPart.properties, to: { state: true } };
  declare to: string;

  constructor() {
    super();
    this.to = 'dispatched';
  }

  override render(): TemplateResult | typeof nothing {
    const { say, desk } = this;
    const { selected, steps } = desk;
    const trouble = selected.size > 0 && steps.trouble ? html`<div role="alert">${troubleText(steps.trouble)}</div>` : nothing;
    if (selected.size === 0) return nothing;
    return html`<form class="bulk" aria-label=${say.bulk} @submit=${(event: SubmitEvent) => this.go(event)}>
      <b>${say.chosenCount(formatNumber(selected.size, desk.filter.language))}</b>
      <label><span>${say.bulkStep}</span>
        <select name="to" @change=${(event: Event) => (this.to = (event.target as HTMLSelectElement).value)}>
          ${BULK.map((state) => html`<option value=${state} ?selected=${state === this.to}>${stateWord(desk, state)}</option>`)}
        </select></label>
      <label class="reason"><span>${say.reason}</span><input name="reason" maxlength="500" /></label>
      <button type="submit" class="button" ?disabled=${steps.isBusy}>${say.bulkGo}</button>
      <button type="button" class="small" @click=${() => desk.select([...selected], false)}>${say.unchoose}</button>
      ${trouble}
    </form>`;
  }

  private go(event: SubmitEvent): void {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get('reason');
    void this.desk.steps.stepAll(this.to, DISPATCHER, typeof reason === 'string' ? reason.trim() : '');
  }
}

customElements.define('jw-desk-bulk', Bulk);
