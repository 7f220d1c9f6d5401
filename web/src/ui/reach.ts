import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber } from '../format.ts';
import type { PlaceReach } from '../server/measures.ts';
import { hiddenNote } from './figure.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** Whom the chosen venue reaches on foot, in numbers; the map draws about where. */
export class Reach extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { now } = app.area.reach;
    if (now.kind === 'none') return nothing;
    return html`<section class="area" aria-labelledby="reach-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <h3 id="reach-title">${say.reachTitle}</h3>
      ${now.kind === 'loading' ? html`<p class="quiet">${now.slow ? say.figuresSlow : say.figuresLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing} ${now.kind === 'ready' ? this.body(now.value) : nothing}
    </section>`;
  }

  private body(found: PlaceReach): TemplateResult {
    const { app, say } = this;
    const number = (value: number) => formatNumber(value, app.language);
    return html`<p class="fact">
        <span class="fact-name">${say.reachWithin(number(found.limit_m))}</span>
        <b>${say.reachWhom(formatCount(found.households, found.steps, app.language), number(found.buildings))}</b>
      </p>
      ${hiddenNote(app, found)}
      ${found.shape === null
        ? nothing
        : html`<button type="button" class="small" @click=${() => app.tell('reach')}>${icon('extent')}${say.reachShow}</button>`}
      <p class="quiet">${found.shape === null ? say.reachNoPath : say.reachDrawing}</p>`;
  }
}

customElements.define('jw-reach', Reach);
