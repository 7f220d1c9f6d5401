/** The desk's map: all incidents of the list above the service's tiles; or areas by their load. */

import type { FeatureLike } from 'ol/Feature.js';
import type OlMap from 'ol/Map.js';
import { Fill, Stroke, Style } from 'ol/style.js';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { dragOfPoints } from '../map/drag.ts';
import { boxToXY, fromViewZoom, toDegrees, toViewZoom, toXY } from '../map/frame.ts';
import { moveTime } from '../map/moves.ts';
import { mapFrame, smallMap } from '../map/small.ts';
import { applyStyle, groundColour, PLAIN, vectorSource, withoutHidden } from '../map/style.ts';
import { LAYER_PROPERTY, tileLayer, tileSource } from '../map/tiles.ts';
import { token } from '../map/token.ts';
import { readSoFar } from '../measure/loaded.ts';
import { isPointLayer } from '../registry.ts';
import type { MapStyle } from '../server.ts';
import { query } from '../server/transport.ts';
import { swatch } from '../ui/icons.ts';
import { IncidentDots, type Under } from './dots.ts';
import { HEAT, heatClass, heatLimits } from './heat.ts';
import { DeskPart } from './part.ts';
import type { AreaLoad, Incident } from './service.ts';

const PADDING = [32, 32, 32, 32];
const CLOSEST_FIT = 17;
const ABOVE = 1_000;
const STEP_IN = 2;
const NO_LOAD: readonly AreaLoad[] = [];

export class DeskMap extends DeskPart {
  private map: OlMap | null = null;
  private readonly tiles = tileLayer();
  private dots: IncidentDots | null = null;
  private styled = '';
  private restyledFor: unknown[] = [];
  private chosen = '';

  override render(): TemplateResult {
    const { say, desk } = this;
    const { credits, filter } = desk;
    const shown = desk.mapped.shown;
    return html`<section class="mapped" aria-labelledby="map-title">
      <h2 id="map-title" class="unseen">${say.map}</h2>
      ${mapFrame(
        'desk-map',
        { label: say.map, help: say.mapHelp, zoomIn: desk.common.zoomIn, zoomOut: desk.common.zoomOut, showAll: say.showAll },
        (steps) => this.zoomBy(steps),
        () => this.showAll(),
      )}
      ${filter.view === 'load' ? this.heatLegend() : nothing}
      <p class="credits-line">${shown && filter.view === 'list' ? html`${this.counts(shown.number_shown)} · ` : nothing}
        ${say.approval}：${credits.approval || html`<i>${say.approvalMissing}</i>`} ${credits.attribution ? html` · ${credits.attribution}` : nothing}</p>
    </section>`;
  }

  private counts(shown: number): string {
    const { say, desk } = this;
    const count = (value: number) => formatNumber(value, desk.filter.language);
    return say.mapShows(count(shown), count(readSoFar(desk.list.now)?.matched ?? shown));
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
    this.dots?.draw();
    this.dress();
    const { at } = this.desk.filter;
    if (at === this.chosen) return;
    const incident = this.desk.chosen?.incident ?? this.desk.incidents.find(({ id }) => String(id) === at) ?? null;
    // an incident that an address names is known a little later
    if (at === '' || incident) this.chosen = at;
    this.goTo(incident);
  }

  private open(): void {
    const target = this.querySelector<HTMLElement>('#desk-map');
    if (this.map || !target) return;
    const { desk } = this;
    const dots = new IncidentDots(desk);
    this.dots = dots;
    const map = smallMap(target, [this.tiles, dots.layer], (pixel) => desk.light(pixel && this.lit(pixel)));
    this.map = map;
    desk.centre = () => toDegrees(map.getView().getCenter() ?? [0, 0]);
    map.addInteraction(
      dragOfPoints({
        gripAt: (pixel) => (desk.moving !== null && isPin(dots.at(map, pixel)) ? desk.filter.at : null),
        drop: (_, lon, lat) => desk.move({ to: [lon, lat] }),
        over: dots.layer,
      }),
    );
    map.on('singleclick', ({ pixel, coordinate }) => this.clicked(pixel, coordinate));
    map.on('moveend', () => this.look());
    new ResizeObserver(() => map.updateSize()).observe(target);
    this.showAll();
  }

  /** The list of what is seen is the desk's to ask for. */
  private look(): void {
    const view = this.map?.getView();
    if (!view || !this.map?.getSize()) return;
    const [west = 0, south = 0, east = 0, north = 0] = view.calculateExtent(this.map.getSize());
    this.desk.mapped.look(fromViewZoom(view.getZoom() ?? 0), [...toDegrees([west, south]), ...toDegrees([east, north])], this.desk.filter);
  }

  /** An incident's dot, else in the view of loads the area. */
  private lit(pixel: number[]): { incident: number } | { area: string } | null {
    const under = this.under(pixel);
    if (under !== null) return 'incident' in under ? under : null;
    const { view, level } = this.desk.filter;
    if (view !== 'load') return null;
    const area = this.map?.forEachFeatureAtPixel(pixel, (feature) => (feature.get(LAYER_PROPERTY) === level ? Number(feature.getId()) : undefined));
    return area === undefined ? null : { area: `${level}/${area}` };
  }

  private under(pixel: number[]): Under | null {
    return this.map && this.dots ? this.dots.at(this.map, pixel) : null;
  }

  private clicked(pixel: number[], coordinate: number[]): void {
    const { desk } = this;
    if (desk.moving !== null) {
      desk.move({ to: toDegrees(coordinate) });
      return;
    }
    const under = this.under(pixel);
    if (under !== null && 'group' in under) {
      const view = this.map?.getView();
      view?.animate({ center: under.group, zoom: (view.getZoom() ?? 0) + STEP_IN, duration: moveTime() });
      return;
    }
    const found = this.lit(pixel);
    if (found === null) return;
    if ('incident' in found) desk.choose(found.incident);
    else desk.change({ within: found.area, view: 'list' });
  }

  /** The service's own incidents are hidden: those of the list stand for them. */
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

  /** Draws again what depends on what is pointed at, chosen or counted. */
  private dress(): void {
    const { desk } = this;
    const { filter, lit, load } = desk;
    const now = [lit, filter.at, filter.view, filter.level, readSoFar(load.now)];
    if (now.every((part, at) => part === this.restyledFor[at])) return;
    this.restyledFor = now;
    this.dots?.layer.changed();
    this.tiles.changed();
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
    view.animate({ center: place, zoom, duration: moveTime() });
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

function isPin(under: Under | null): boolean {
  return under !== null && 'pin' in under;
}

customElements.define('jw-desk-map', DeskMap);
