import { html, nothing, type TemplateResult } from 'lit';
import { figureOf } from '../measure/figures.ts';
import { readSoFar } from '../measure/loaded.ts';
import { isPointLayer, stageAt, THEME_GROUPS, type Layer, type Theme } from '../registry.ts';
import { basisSettings } from './basis.ts';
import { dayNote, headShare, runName, themeFigure } from './figure.ts';
import { housingShares, HOUSING_THEME } from './housing.ts';
import { icon, swatch } from './icons.ts';
import { differenceClasses, themeClasses } from './legend_classes.ts';
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
    const current = app.registry.theme(app.shown.theme);
    return html`<label class="theme">
        <span class="label">${say.theme}</span>
        <select id="theme" @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${current === null}>${say.noTheme}</option>
          ${this.menu(current)}
        </select>
      </label>
      ${app.registry.isMeasured ? basisSettings(app) : nothing}
      ${this.app.whatIf.isOpen && this.app.whatIf.changes.length > 0 ? this.differenceSwitch() : nothing}
      ${this.app.whatIf.colours
        ? differenceClasses(this.app, current)
        : current
          ? html`${this.classes(current)} ${this.figures(current)}`
          : nothing}`;
  }

  /** While changes are tried the map shows the difference they make, or the theme as it is. */
  private differenceSwitch(): TemplateResult {
    const { say, app } = this;
    const { showsTheme } = app.whatIf;
    const choice = (word: string, isTheme: boolean) =>
      html`<button type="button" aria-pressed=${showsTheme === isTheme ? 'true' : 'false'} @click=${() => app.whatIf.show(isTheme)}>
        ${word}
      </button>`;
    return html`<div class="segments" role="group" aria-label=${say.planShows}>
      ${choice(say.planShowsDifference, false)} ${choice(say.planShowsTheme, true)}
    </div>`;
  }

  private menu(current: Theme | null): TemplateResult[] {
    const { say, app } = this;
    const headings = {
      party: say.themeOrganisation,
      circle: say.themeCircle,
      housing: say.themeHousing,
      data: say.themeData,
    };
    const groups = THEME_GROUPS.map((group) => ({
      heading: headings[group],
      themes: app.registry.themes.filter((theme) => theme.group === group),
    }));
    return groups
      .filter(({ themes }) => themes.length > 0)
      .map(
        ({ heading, themes }) =>
          html`<optgroup label=${heading}>
            ${themes.map(
              (theme) =>
                html`<option value=${theme.id} ?selected=${theme === current}>${theme.label[app.language]}</option>`,
            )}
          </optgroup>`,
      );
  }

  /** The classes of what the theme colours at the present zoom. */
  private classes(theme: Theme): TemplateResult {
    const { registry, shown } = this.app;
    const zoom = shown.view?.zoom ?? 0;
    const stage = stageAt(theme, zoom);
    return html`${themeClasses(this.app, theme, zoom)} ${stage ? this.hint(registry.layer(stage.layer)) : nothing}`;
  }

  /** The three figures of the theme for what is chosen, or for the whole city. */
  private figures(theme: Theme): TemplateResult | typeof nothing {
    const { app, say } = this;
    const answer = readSoFar(app.area.now);
    if (!answer) return nothing;
    const { name, code, housing } = answer.area;
    const figure = figureOf(theme.id, answer.area);
    const isHousing = theme.id === HOUSING_THEME && housing !== null;
    if (!figure && !isHousing) return nothing;
    return html`<div class="legend-figures">
      <p class="figure-head">
        <span>${name ?? code ?? say.cityName}</span>
        ${figure ? html`<b>${headShare(app, figure)}</b>` : nothing}
      </p>
      ${figure ? themeFigure(app, theme.id, figure) : nothing} ${isHousing ? housingShares(app, housing) : nothing}
      ${runName(app, answer.run)} ${dayNote(app, answer.run)}
    </div>`;
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
  const colour = layer.look?.colour ?? 'currentColor';
  if (isPointLayer(layer)) return swatch('point', colour);
  if (layer.geometry === 'LineString') return swatch('line', 'currentColor');
  return swatch('area', layer.look?.fill ?? 'none', colour);
}

customElements.define('jw-legend', Legend);
