/** The map of the answer: the service's style and tiles, the rows outlined above, the chosen one lit. */

import Feature, { type FeatureLike } from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import { html, nothing, type TemplateResult } from 'lit';
import { boxToXY, fromViewZoom, toViewZoom } from '../map/frame.ts';
import { mapFrame, smallMap } from '../map/small.ts';
import { applyStyle, groundColour, PLAIN, vectorSource, withoutHidden } from '../map/style.ts';
import { LAYER_PROPERTY, tileLayer, tileSource } from '../map/tiles.ts';
import { token } from '../map/token.ts';
import { isPointLayer, stageAt, type Stage } from '../registry.ts';
import type { MapStyle } from '../server.ts';
import type { Row } from './columns.ts';
import { query } from '../server/transport.ts';
import { swatch } from '../ui/icons.ts';
import { DeskPart } from './part.ts';
import { measuredBy } from './question.ts';

const CLOSEST_FIT = 17;
const PADDING = [24, 24, 24, 24];

export class ResultMap extends DeskPart {
  private map: OlMap | null = null;
  private readonly tiles = tileLayer();
  private readonly rows = new VectorLayer({ source: new VectorSource(), zIndex: 10 });
  private styled = '';
  private drawn: readonly unknown[] = [];
  private lit: Row | null = null;
  /** What the map was last led to; led there again when its frame changes its size. */
  private aim: number[] | null = null;

  override render(): TemplateResult {
    const { say, desk } = this;
    const { question, credits, registry } = desk;
    return html`<section class="mapped" aria-labelledby="map-title">
      <div class="bar">
        <h2 id="map-title">${say.map}</h2>
        <label><span class="unseen">${say.theme}</span>
          <select name="theme" @change=${(event: Event) => desk.change({ theme: (event.target as HTMLSelectElement).value })}>
            <option value="none" ?selected=${registry.theme(question.theme) === null}>${say.noTheme}</option>
            ${registry.themes.map((theme) => html`<option value=${theme.id} ?selected=${theme.id === question.theme}>${theme.label[question.language]}</option>`)}
          </select></label>
      </div>
      ${mapFrame(
        'result-map',
        { label: say.mapLabel, help: say.mapHelp, zoomIn: desk.common.zoomIn, zoomOut: desk.common.zoomOut, showAll: say.showAll },
        (steps) => this.zoomBy(steps),
        () => this.showAll(),
      )}
      ${this.legend()}
      <p class="credits-line">${say.approval}：${credits.approval || html`<i>${say.approvalMissing}</i>`}
        ${credits.attribution ? html` · ${credits.attribution}` : nothing}</p>
    </section>`;
  }

  /** The classes of what the theme colours at the zoom of the map, under its name; there is room for those of every zoom,
   * so that the map keeps its size. */
  private legend(): TemplateResult | typeof nothing {
    const { registry, question } = this.desk;
    const { stage } = this;
    return stage === null ? nothing : html`<div class="legends">${registry.theme(question.theme)?.stages.map((one) => this.classes(one, one === stage))}</div>`;
  }

  private classes(stage: Stage, isShown: boolean): TemplateResult {
    const { registry, question: { language } } = this.desk;
    const layer = registry.layer(stage.layer);
    const kind = isPointLayer(layer) ? 'point' : 'area';
    const classes = [...stage.classes, ...(stage.other ? [stage.other] : [])];
    return html`<div ?data-shown=${isShown}><b id="keys-${layer.id}">${layer.label[language]}</b>
      <ul class="keys" aria-labelledby="keys-${layer.id}">
        ${classes.map((one) => html`<li>${swatch(kind, one.colour, '#00000040')}<span>${one.label[language]}</span></li>`)}
      </ul></div>`;
  }

  /** What of the theme is on the map. */
  private get stage(): Stage | null {
    const theme = this.desk.registry.theme(this.desk.question.theme);
    return theme && stageAt(theme, fromViewZoom(this.map?.getView().getZoom() ?? 0));
  }

  protected override updated(): void {
    if (!this.desk.ready) return;
    this.open();
    void this.restyle();
    this.draw();
    if (this.lit === this.desk.lit) return;
    this.lit = this.desk.lit;
    this.rows.changed();
    this.tiles.changed();
  }

  private open(): void {
    const target = this.querySelector<HTMLElement>('#result-map');
    if (this.map || !target) return;
    this.map = smallMap(target, [this.tiles, this.rows], (pixel) => this.desk.light(pixel && this.rowAt(pixel)));
    let { stage } = this;
    this.map.on('moveend', () => {
      if (stage === this.stage) return;
      stage = this.stage;
      this.requestUpdate();
    });
    new ResizeObserver(() => {
      this.map?.updateSize();
      this.fit();
    }).observe(target);
    this.showAll();
  }

  /** The row whose feature is drawn at a pixel: one with a shape of its own, else the area or thing of the tiles. */
  private rowAt(pixel: number[]): Row | null {
    const rows = this.desk.shown?.rows ?? [];
    const found = this.map?.forEachFeatureAtPixel(pixel, (feature) => this.rowOf(feature, rows) ?? undefined, { hitTolerance: 3 });
    return found ?? null;
  }

  private rowOf(feature: FeatureLike, rows: readonly Row[]): Row | null {
    const own: unknown = feature.get('row');
    if (own !== undefined) return rows.find((row) => row === own) ?? null;
    const layer = thingLayer(feature.get(LAYER_PROPERTY));
    return rows.find((row) => row.id === feature.getId() && thingLayer(row.layer) === layer) ?? null;
  }

  /** Whether a feature of the tiles is the one whose row is pointed at. */
  private isLit(feature: FeatureLike): boolean {
    const { lit } = this.desk;
    if (lit === null || lit.id !== feature.getId()) return false;
    return thingLayer(feature.get(LAYER_PROPERTY)) === thingLayer(lit.layer);
  }

  /** Points of other layers would hide what is asked about. */
  private async restyle(): Promise<void> {
    const { question, transport, registry } = this.desk;
    const asked = query({ theme: registry.theme(question.theme) ? question.theme : 'none', lang: question.language, ...measuredBy(question, this.desk.isDerived) });
    const key = `${asked} ${question.about}`;
    if (key === this.styled) return;
    this.styled = key;
    const style = await transport.json<MapStyle>(`/styles/planner.json${asked}`).catch(() => null);
    if (style === null || this.styled !== key) return;
    const { template, maxZoom } = vectorSource(style);
    const tile = async (address: string) => (await transport.answer(address)).arrayBuffer();
    if (this.tiles.getSource()?.getUrls()?.[0] !== template) this.tiles.setSource(tileSource({ tile }, template, maxZoom, () => undefined));
    const hidden = registry.drawn.filter((layer) => isPointLayer(layer) && layer.id !== question.about).map((layer) => layer.id);
    const target = this.map?.getTargetElement();
    if (target) target.style.backgroundColor = groundColour(style) ?? '';
    applyStyle(this.tiles, withoutHidden(style, hidden), { ...PLAIN, dress: (feature) => (this.isLit(feature) ? tileLitStyle() : null) });
  }

  private draw(): void {
    const { desk } = this;
    const { now } = desk.place;
    const place = now.kind === 'ready' ? now.value.geometry : null;
    const key = [desk.shown, desk.chosen, place];
    if (key.every((part, at) => part === this.drawn[at])) return;
    this.drawn = key;
    const format = new GeoJSON();
    const read = (shape: GeoJSON.Geometry, row: Row | null, isChosen: boolean) => {
      const feature = new Feature(format.readGeometry(shape, { dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' }) ?? undefined);
      feature.set('row', row);
      feature.setStyle(() => (isChosen || (row !== null && row === this.desk.lit) ? litStyle() : rowStyle()));
      return feature;
    };
    const rows = (desk.shown?.rows ?? []).filter((row) => row !== desk.chosen);
    const features = rows.flatMap((row) => (row.geometry ? [read(row.geometry, row, false)] : []));
    const chosen = desk.chosen?.geometry ?? place;
    const lit = chosen ? read(chosen, desk.chosen, true) : null;
    const source = this.rows.getSource();
    source?.clear();
    source?.addFeatures(lit ? [...features, lit] : features);
    const extent = lit?.getGeometry()?.getExtent() ?? (features.length > 0 ? source?.getExtent() : null);
    if (!extent?.every(Number.isFinite)) return;
    this.aim = extent;
    this.fit();
  }

  private showAll(): void {
    if (this.desk.extent) this.aim = boxToXY(this.desk.extent);
    this.fit();
  }

  private fit(): void {
    if (this.aim) this.map?.getView().fit(this.aim, { padding: PADDING, maxZoom: toViewZoom(CLOSEST_FIT) });
  }

  private zoomBy(steps: number): void {
    const view = this.map?.getView();
    view?.setZoom((view.getZoom() ?? 0) + steps);
  }
}

/** The layer of the things that a computed layer is about: `grid_coverage` is about grids. */
function thingLayer(name: unknown): string {
  return String(name).replace(/_coverage$/, '');
}

function rowStyle(): Style[] {
  const stroke = new Stroke({ color: token('--accent'), width: 1.5 });
  return [new Style({ stroke, image: new Circle({ radius: 4, stroke, fill: new Fill({ color: token('--surface') }) }) })];
}

/** Above every layer of the style. */
function tileLitStyle(): Style[] {
  const stroke = new Stroke({ color: token('--accent'), width: 4 });
  return [new Style({ stroke, fill: new Fill({ color: token('--accent-veil') }), image: new Circle({ radius: 8, stroke }), zIndex: 1_000 })];
}

function litStyle(): Style[] {
  const casing = new Stroke({ color: token('--surface'), width: 7 });
  const stroke = new Stroke({ color: token('--accent'), width: 4 });
  return [new Style({ stroke: casing, zIndex: 1 }), new Style({ stroke, zIndex: 2, image: new Circle({ radius: 8, stroke, fill: new Fill({ color: token('--surface') }) }) })];
}

customElements.define('jw-result-map', ResultMap);
