import { html, nothing, type TemplateResult } from 'lit';
import { formatPlace } from '../format.ts';
import type { Place } from '../server.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** The answer to «where is this»: the areas under the point and its coordinates, to copy. */
export class PlaceCard extends Part {
  override render(): TemplateResult | typeof nothing {
    const { asked } = this.app;
    if (asked.kind === 'none') return nothing;
    const { say } = this;
    const text = formatPlace(asked.lon, asked.lat);
    return html`<section class="float place" aria-labelledby="place-title">
      <header>
        <h2 id="place-title" tabindex="-1">${say.whereIsThis}</h2>
        <button type="button" class="plain" aria-label=${say.close} @click=${() => this.app.chosen.stopAsking()}>
          ${icon('clear')}
        </button>
      </header>
      <p class="coordinates">
        <span class="label">${say.coordinates}</span>
        <code>${text}</code>
        <button type="button" class="small" @click=${() => void this.copy(text)}>${icon('copy')}${say.copy}</button>
      </p>
      ${asked.kind === 'loading' ? html`<p class="quiet">${say.listLoading}</p>` : nothing}
      ${asked.kind === 'failed' ? troubleText(asked.trouble) : nothing}
      ${asked.kind === 'ready' ? this.areas(asked.place) : nothing}
    </section>`;
  }

  override updated(): void {
    if (this.app.asked.kind === 'loading') this.querySelector<HTMLElement>('#place-title')?.focus();
  }

  private areas({ places, tie }: Place): TemplateResult {
    if (places.length === 0) return html`<p class="quiet">${this.say.outsideCity}</p>`;
    return html`<ul class="rows">
        ${[...places].reverse().map(
          ({ layer, id, name, code }) =>
            html`<li>
              <a href=${this.app.addressOf({ layer, id })} @click=${(event: Event) => this.go(event, layer, id)}>
                <span class="row-kind">${this.app.registry.layer(layer).label[this.app.language]}</span>
                <span class="row-name">${name ?? code ?? this.say.noName}</span>
              </a>
            </li>`,
        )}
      </ul>
      ${tie ? html`<p class="quiet">${this.say.onEdge}</p>` : nothing}`;
  }

  private go(event: Event, layer: string, id: number): void {
    event.preventDefault();
    this.app.select({ layer, id });
  }

  private async copy(text: string): Promise<void> {
    if (await copied(text)) this.app.announce(this.say.copied);
  }
}

/** Puts text on the clipboard; false where the browser does not allow it (plain HTTP beyond this machine). */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

customElements.define('jw-place', PlaceCard);
