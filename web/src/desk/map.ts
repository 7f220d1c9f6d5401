/** The desk's map: the listed incidents by urgency above the service's tiles; or areas by their load. */

import Feature, { type FeatureLike } from 'ol/Feature.js';
import { Point } from 'ol/geom.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { boxToXY, toViewZoom, toXY } from '../map/frame.ts';
import { mapFrame, smallMap } from '../map/small.ts';
import { applyStyle, groundColour, PLAIN, vectorSource, withoutHidden } from '../map/style.ts';
import { LAYER_PROPERTY, tileLayer, tileSource } from '../map/tiles.ts';
import { token } from '../map/token.ts';
import { readSoFar } from '../measure/loaded.ts';
import { isPointLayer } from '../registry.ts';
import type { MapStyle } from '../server.ts';
import { query } from '../server/transport.ts';
import { swatch } from '../ui/icons.ts';
import { urgencyOf, type Urgency } from './due.ts';
import { HEAT, heatClass, heatLimits } from './heat.ts';
import { DeskPart } from './part.ts';
import type { AreaLoad, Incident } from './service.ts';

const PADDING = [32, 32, 32, 32];
const CLOSEST_FIT = 17;
const REACH_PIXELS = 8;
const ABOVE = 1_000;
const NO_LOAD: readonly AreaLoad[] = [];

/** The tokens of dots, the most urgent on top. */
const DOTS: Record<Urgency, { token: `--${string}`; zIndex: number }> = {
  overdue: { token: '--overdue', zIndex: 4 }, soon: { token: '--soon', zIndex: 3 }, later: { token: '--later', zIndex: 2 }, none: { token: '--ink-3', zIndex: 1 },
};

export class DeskMap extends DeskPart {
  private map: OlMap | null = null;
  private readonly tiles = tileLayer();
  private readonly dots = new VectorLayer({ source: new VectorSource(), zIndex: 10, style: (feature) => this.dotStyle(feature) });
  private styled = '';
  private drawn: unknown = null;
  private restyledFor: unknown[] = [];
  private chosen = '';

  override render(): TemplateResult {
    const { say, desk } = this;
    const { credits, filter, list } = desk;
    const page = readSoFar(list.now);
    const count = (value: number) => formatNumber(value, filter.language);
    return html`<section class="mapped" aria-labelledby="map-title">
      <h2 id="map-title" class="unseen">${say.map}</h2>
      ${mapFrame(
        'desk-map',
        { label: say.map, help: say.mapHelp, zoomIn: desk.common.zoomIn, zoomOut: desk.common.zoomOut, showAll: say.showAll },
        (steps) => this.zoomBy(steps),
        () => this.showAll(),
      )}
      ${filter.view === 'load' ? this.heatLegend() : nothing}
      <p class="credits-line">${page && filter.view === 'list' ? html`${say.mapShows(count(page.incidents.length), count(page.matched))} · ` : nothing}
        ${say.approval}：${credits.approval || html`<i>${say.approvalMissing}</i>`} ${credits.attribution ? html` · ${credits.attribution}` : nothing}</p>
    </section>`;
  }

  private heatLegend(): TemplateResult {
    const { say, desk } = this;
    const limits = heatLimits(readSoFar(desk.load.now) ?? NO_LOAD);
    const number = (value: number) => formatNumber(value, desk.filter.language, 2);
    const last = limits.at(-1);
    const words = [say.heatZero, ...limits.map((limit) => say.heatUpTo(number(limit))), ...(last === undefined ? [] : [say.heatAbove(number(last))])];
    return html`<p class="quiet">${say.heatLegend}</p>
      <ul class="keys">${words.map((word, at) => html`<li>${swatch('area', `var(${HEAT[at] ?? HEAT[0]})`, 'var(--edge-strong)')}<span>${word}</span></li>`)}
        <li>${swatch('area', 'none', 'var(--overdue)')}<span>${say.hot}</span></li></ul>`;
  }

  protected override updated(): void {
    if (!this.desk.ready) return;
    this.open();
    void this.restyle();
    this.draw();
    this.dress();
    if (this.desk.filter.at !== this.chosen) {
      this.chosen = this.desk.filter.at;
      this.goTo(this.desk.chosen?.incident ?? this.desk.incidents.find(({ id }) => String(id) === this.chosen) ?? null);
    }
  }

  private open(): void {
    const target = this.querySelector<HTMLElement>('#desk-map');
    if (this.map || !target) return;
    this.map = smallMap(target, [this.tiles, this.dots], (pixel) => this.desk.light(pixel && this.under(pixel)));
    this.map.on('singleclick', (event) => this.clicked(this.under(event.pixel)));
    new ResizeObserver(() => this.map?.updateSize()).observe(target);
    this.showAll();
  }

  /** An incident's dot, else in the view of loads the area. */
  private under(pixel: number[]): { incident: number } | { area: string } | null {
    const dot = this.map?.forEachFeatureAtPixel(pixel, (feature) => Number(feature.getId()), { hitTolerance: REACH_PIXELS, layerFilter: (layer) => layer === this.dots });
    if (dot !== undefined) return { incident: dot };
    const { view, level } = this.desk.filter;
    if (view !== 'load') return null;
    const area = this.map?.forEachFeatureAtPixel(pixel, (feature) => (feature.get(LAYER_PROPERTY) === level ? Number(feature.getId()) : undefined));
    return area === undefined ? null : { area: `${level}/${area}` };
  }

  private clicked(found: { incident: number } | { area: string } | null): void {
    if (found === null) return;
    if ('incident' in found) this.desk.choose(found.incident);
    else this.desk.change({ within: found.area, view: 'list' });
  }

  /** The service's own incidents are hidden: the list's stand for them. */
  private async restyle(): Promise<void> {
    const { registry, filter, service } = this.desk;
    const asked = query({ theme: 'none', lang: filter.language });
    if (asked === this.styled) return;
    this.styled = asked;
    const style = await service.transport.json<MapStyle>(`/styles/planner.json${asked}`).catch(() => null);
    if (style === null) this.styled = '';
    if (style === null || this.styled !== asked) return;
    const { template, maxZoom } = vectorSource(style);
    const tile = async (address: string) => (await service.transport.answer(address)).arrayBuffer();
    this.tiles.setSource(tileSource({ tile }, template, maxZoom, () => undefined));
    const hidden = registry.drawn.filter(isPointLayer).map(({ id }) => id);
    const target = this.map?.getTargetElement();
    if (target) target.style.backgroundColor = groundColour(style) ?? '';
    applyStyle(this.tiles, withoutHidden(style, hidden), { ...PLAIN, dress: (feature) => this.areaStyle(feature) });
  }

  private draw(): void {
    const { desk } = this;
    const shown = desk.filter.view === 'list' ? desk.incidents : null;
    if (shown === this.drawn) return;
    this.drawn = shown;
    const source = this.dots.getSource();
    source?.clear();
    source?.addFeatures((shown ?? []).flatMap((incident) => this.dot(incident)));
  }

  private dot(incident: Incident): Feature[] {
    if (incident.lon === null || incident.lat === null) return [];
    const feature = new Feature(new Point(toXY(incident.lon, incident.lat)));
    feature.setId(incident.id);
    feature.set('urgency', urgencyOf(incident, Date.now()));
    return [feature];
  }

  /** Draws again what depends on what is pointed at, chosen or counted. */
  private dress(): void {
    const { desk } = this;
    const { filter, lit, load } = desk;
    const now = [lit, filter.at, filter.view, filter.level, readSoFar(load.now)];
    if (now.every((part, at) => part === this.restyledFor[at])) return;
    this.restyledFor = now;
    this.dots.changed();
    this.tiles.changed();
  }

  private dotStyle(feature: FeatureLike): Style[] {
    const { lit, filter } = this.desk;
    const id = Number(feature.getId());
    const { token: colour, zIndex } = DOTS[feature.get('urgency') as Urgency];
    const isChosen = filter.at === String(id);
    const isLit = isChosen || (lit !== null && 'incident' in lit && lit.incident === id);
    const stroke = new Stroke({ color: isLit ? token('--accent') : token('--casing'), width: isLit ? 3.5 : 1.5 });
    const image = new Circle({ radius: isLit ? 9 : 5.5, fill: new Fill({ color: token(colour) }), stroke });
    return [new Style({ image, zIndex: isLit ? 9 : zIndex })];
  }

  private areaStyle(feature: FeatureLike): Style[] | null {
    const { filter, load, lit } = this.desk;
    if (filter.view !== 'load' || feature.get(LAYER_PROPERTY) !== filter.level) return null;
    const areas = readSoFar(load.now) ?? NO_LOAD;
    const area = areas.find(({ id }) => id === feature.getId());
    const at = area ? heatClass(area.rate_per_100, heatLimits(areas)) : null;
    const isLit = lit !== null && 'area' in lit && lit.area === `${filter.level}/${feature.getId()}`;
    const stroke = new Stroke({ color: isLit ? token('--accent') : area?.hot === true ? token('--overdue') : token('--edge-strong'), width: isLit ? 4 : area?.hot === true ? 3 : 1 });
    const zIndex = ABOVE + (isLit ? 2 : area?.hot === true ? 1 : 0);
    return [new Style({ stroke, zIndex, ...(at === null ? {} : { fill: new Fill({ color: token(HEAT[at] ?? HEAT[0]) }) }) })];
  }

  private goTo(incident: Incident | null): void {
    const view = this.map?.getView();
    const { lon = null, lat = null } = incident ?? {};
    if (!view || lon === null || lat === null) return;
    const place = toXY(lon, lat);
    const zoom = Math.max(view.getZoom() ?? 0, toViewZoom(15.5));
    view.animate({ center: place, zoom, duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 300 });
  }

  private showAll(): void {
    const { extent } = this.desk;
    if (extent) this.map?.getView().fit(boxToXY(extent), { padding: PADDING, maxZoom: toViewZoom(CLOSEST_FIT) });
  }

  private zoomBy(steps: number): void {
    const view = this.map?.getView();
    view?.setZoom((view.getZoom() ?? 0) + steps);
  }
}

customElements.define('jw-desk-map', DeskMap);
