import { html, nothing, type TemplateResult } from 'lit';
import { swatch } from './icons.ts';
import { Part } from './part.ts';

/** A button on the map for each layer of clustered points: the layers that come and go with the question at hand. */
export class Chips extends Part {
  override render(): TemplateResult {
    const { registry, language, shown } = this.app;
    const clustered = registry.drawn.filter((layer) => layer.cluster_below !== null).reverse();
    return html`<div class="chips" role="group" aria-label=${this.say.points}>
      ${clustered.map((layer) => {
        const isShown = !shown.hidden.includes(layer.id);
        return html`<button
          type="button"
          class="chip"
          aria-pressed=${isShown ? 'true' : 'false'}
          @click=${() => this.app.setLayerShown(layer.id, !isShown)}
        >
          ${layer.look ? swatch('point', layer.look.colour) : nothing}${layer.label[language]}
        </button>`;
      })}
    </div>`;
  }
}

customElements.define('jw-chips', Chips);
