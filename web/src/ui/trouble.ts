import { html, nothing, type TemplateResult } from 'lit';
import type { Trouble } from '../state.ts';

/** A trouble as the service said it: what, why, and what to do. */
export function troubleText({ title, detail, remedy }: Trouble): TemplateResult {
  return html`<div class="trouble">
    <p class="trouble-title">${title}</p>
    ${detail === '' || detail === title ? nothing : html`<p>${detail}</p>`}
    ${remedy === '' ? nothing : html`<p class="quiet">${remedy}</p>`}
  </div>`;
}
