import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import { OLD_MS } from './carried.ts';
import type { WorkDesk } from './desk.ts';
import { agoWords } from './due.ts';

/** How old is what the phone carries, and the button that asks for it anew. */
export function packAge(desk: WorkDesk): TemplateResult {
  const { carried, say } = desk;
  const isOld = carried.age_ms > OLD_MS;
  return html`<div class="age ${isOld ? 'old' : ''}">
      <p>${carried.pack ? say.packAge(agoWords(carried.pack.made_at, Date.now(), desk.language)) : say.noPack}${desk.online ? nothing : html` · ${say.offline}`}</p>
      <button type="button" class="plain" ?disabled=${carried.busy} @click=${() => void carried.refresh()}>${icon('refresh')}<span>${carried.busy ? say.refreshing : say.refresh}</span></button>
    </div>
    ${carried.trouble ? html`<div class="notice" role="alert">${troubleText(carried.trouble)}</div>` : nothing}
    ${carried.absent.length > 0 && !carried.busy ? html`<p class="notice">${say.notCarried(carried.absent.map((grid) => grid.name ?? grid.code ?? '').join(say.comma))}</p>` : nothing}`;
}
