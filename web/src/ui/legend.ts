import { html, nothing, type TemplateResult } from 'lit';
import { isPointLayer, type Layer, type Theme, type ThemeClass } from '../registry.ts';
import { icon, swatch } from './icons.ts';
import { NARROW, Part } from './part.ts';

/** One colour theme with its legend, and which layers are shown. Classes and colours are the registry's. */
export class Legend extends Part {
  static override properties = { ...Part.properties, open: { state: true } };
  declare open: boolean;

  constructor() {
    super();
    // On a phone the map comes first.
    this.open = !matchMedia(NARROW).matches;
  }

  protected override readonly followsView = true;

  override render(): TemplateResult {
    const { say } = this;
    return html`<section class="float legend" aria-labelledby="legend-title" ?data-open=${this.open}>
      <h2 id="legend-title">
        <button
          type="button"
          class="legend-toggle"
          aria-expanded=${this.open ? 'true' : 'false'}
          aria-controls="legend-body"
          @click=${() => (this.open = !this.open)}
        >
          ${icon('layers')}<span>${say.legendAndLayers}</span>${icon('chevron')}
        </button>
      </h2>
      <div id="legend-body" ?hidden=${!this.open}>${this.themePart()} ${this.layerPart()}</div>
    </section>`;
  }

  private themePart(): TemplateResult {
    const { say, app } = this;
    const { registry, language } = app;
    const current = registry.theme(app.shown.theme);
    return html`<label class="theme">
        <span class="label">${say.theme}</span>
        <select id="theme" @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${current === null}>${say.noTheme}</option>
          ${registry.themes.map(
            (theme) =>
              html`<option value=${theme.id} ?selected=${theme === current}>${theme.label[language]}</option>`,
          )}
        </select>
      </label>
      ${current ? this.classes(current) : nothing}`;
  }

  /** The classes of what the theme colours at this zoom. */
  private classes(theme: Theme): TemplateResult {
    const { registry, language, shown } = this.app;
    const zoom = shown.view?.zoom ?? 0;
    const stage = theme.stages.find((one) => zoom >= one.zooms[0] && zoom < one.zooms[1]) ?? theme.stages[0];
    if (!stage) return html``;
    const layer = registry.layer(stage.layer);
    const kind = isPointLayer(layer) ? 'point' : 'area';
    const line = (entry: ThemeClass) =>
      html`<li>${swatch(kind, entry.colour, '#00000040')}<span>${entry.label[language]}</span></li>`;
    return html`<ul class="classes" aria-label=${this.say.legend}>
        ${stage.classes.map(line)} ${stage.other ? line(stage.other) : nothing}
      </ul>
      ${this.hint(layer)}`;
  }

  private hint(layer: Layer): TemplateResult | typeof nothing {
    return this.isTooFar(layer)
      ? html`<p class="quiet">${layer.label[this.app.language]} · ${this.say.fromZoom}</p>`
      : nothing;
  }

  private layerPart(): TemplateResult {
    const { say, app } = this;
    const layers = [...app.registry.drawn].reverse();
    const shown = layers.filter((layer) => !app.shown.hidden.includes(layer.id));
    return html`<details class="layers">
      <summary>
        ${icon('chevron')}<span>${say.layers}</span
        ><span class="count">${say.layersShown(shown.length, layers.length)}</span>
      </summary>
      <ul>
        ${layers.map((layer) => this.layerLine(layer))}
      </ul>
    </details>`;
  }

  private layerLine(layer: Layer): TemplateResult {
    const isShown = !this.app.shown.hidden.includes(layer.id);
    return html`<li>
      <label>
        <input
          type="checkbox"
          name=${layer.id}
          .checked=${isShown}
          @change=${(event: Event) => this.app.setLayerShown(layer.id, (event.target as HTMLInputElement).checked)}
        />
        ${symbol(layer)}
        <span>${layer.label[this.app.language]}</span>
        ${this.isTooFar(layer) ? html`<span class="quiet">${this.say.fromZoom}</span>` : nothing}
      </label>
    </li>`;
  }

  private isTooFar(layer: Layer): boolean {
    const { view } = this.app.shown;
    return view !== null && layer.zooms !== null && Math.floor(view.zoom) < layer.zooms[0];
  }

  private choose(theme: string): void {
    this.app.setTheme(theme === '' ? null : theme);
  }
}

function symbol(layer: Layer): TemplateResult {
  const colour = layer.look?.colour ?? '#888888';
  if (isPointLayer(layer)) return swatch('point', colour);
  if (layer.geometry === 'LineString') return swatch('line', '#c9c4ba');
  return swatch('area', layer.look?.fill ?? 'none', colour);
}

customElements.define('jw-legend', Legend);
