import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import { KeyPart } from './keys.ts';
import { Part } from './part.ts';
import { armedWord } from './plan_words.ts';
import './plan_chosen.ts';
import './plan_list.ts';
import './plan_palette.ts';
import './plan_result.ts';
import './plan_thresholds.ts';
import './scenarios.ts';

/** The desk for trying changes: what to place, what is tried, what would be different. */
export class Plan extends KeyPart {
  protected override pressed(event: KeyboardEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    const key = event.key.toLowerCase();
    const { whatIf } = this.app;
    if (key === 'z' && !event.shiftKey && whatIf.canUndo) whatIf.undo();
    else if ((key === 'y' || (key === 'z' && event.shiftKey)) && whatIf.canRedo) whatIf.redo();
    else return;
    event.preventDefault();
  }

  override render(): TemplateResult {
    const { app, say } = this;
    const { whatIf } = app;
    return html`<div class="plan-head">
        <h2 id="detail-title" tabindex="-1">${say.planTitle}</h2>
        ${tool(say.planUndo, 'undo', !whatIf.canUndo, () => whatIf.undo())}
        ${tool(say.planRedo, 'redo', !whatIf.canRedo, () => whatIf.redo())}
        <button type="button" class="small" ?disabled=${whatIf.changes.length === 0} @click=${() => whatIf.clear()}>
          ${say.planClear}
        </button>
      </div>
      ${whatIf.changes.length === 0 ? html`<p class="quiet">${say.planText}</p>` : nothing}
      <jw-plan-palette .app=${app}></jw-plan-palette>
      <jw-plan-chosen .app=${app}></jw-plan-chosen>
      <jw-plan-result .app=${app}></jw-plan-result>
      <jw-plan-list .app=${app}></jw-plan-list>
      <jw-plan-thresholds .app=${app}></jw-plan-thresholds>
      <jw-scenarios .app=${app}></jw-scenarios>`;
  }
}

/** What the next click on the map does, said over the map. */
export class ArmedMark extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { armed } = app.whatIf;
    if (!armed) return nothing;
    return html`<p class="armed" role="status">
      <span>${armedWord(app, armed)}</span> <span class="armed-keys">${say.planArmedKeys}</span>
      <button type="button" class="small" @click=${() => app.whatIf.arm(null)}>${say.planCancel}</button>
    </p>`;
  }
}

function tool(label: string, picture: 'undo' | 'redo', isOff: boolean, act: () => void): TemplateResult {
  return html`<button type="button" class="plain" aria-label=${label} title=${label} ?disabled=${isOff} @click=${act}>
    ${icon(picture)}
  </button>`;
}

customElements.define('jw-plan', Plan);
customElements.define('jw-armed', ArmedMark);
