/** The map itself: OpenLayers on a canvas, told by `App` what to show, telling it what the reader did. */

import OlMap from 'ol/Map.js';
import OlView from 'ol/View.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import { defaults as interactions } from 'ol/interaction/defaults.js';
import type VectorTileLayer from 'ol/layer/VectorTile.js';
import type { App, Change } from '../app.ts';
import type { Box } from '../server.ts';
import type { Gap } from '../server/measures.ts';
import { sameView, type View } from '../state.ts';
import { isPlaced } from '../whatif/changes.ts';
import { Choice } from './choice.ts';
import { boxToXY, fromViewZoom, toDegrees, toViewZoom, toXY } from './frame.ts';
import { dragOfPoints } from './drag.ts';
import { GapOverlay } from './gaps.ts';
import { ReachOverlay } from './reach.ts';
import { onAsk } from './gestures.ts';
import { Highlight } from './highlight.ts';
import { pointsAt } from './hits.ts';
import { moveTime } from './moves.ts';
import { Picture } from './picture.ts';
import { SiteOverlay } from './sites.ts';
import { WhatIfOverlay, type Grip } from './whatif.ts';

const ZOOM_LIMITS = { least: 3, most: 19 };
const REACH_PIXELS = { mouse: 4, touch: 14 };
const CLOSEST_FIT = 17.5;
const NO_GAPS: readonly Gap[] = [];

export class MapView {
  readonly map: OlMap;
  private readonly app: App;
  private readonly target: HTMLElement;
  private readonly highlight = new Highlight();
  private readonly gaps = new GapOverlay();
  private readonly reach = new ReachOverlay();
  readonly picture: Picture;
  private readonly whatIf: WhatIfOverlay;
  private readonly sites = new SiteOverlay();
  private readonly choice: Choice;
  private placed: View | null = null;
  private started = false;
  /** Pixels at the edges that panels cover: top, right, bottom, left. */
  covered: () => [number, number, number, number] = () => [0, 0, 0, 0];

  constructor(app: App, target: HTMLElement, scale: HTMLElement) {
    this.app = app;
    this.choice = new Choice(app);
    this.target = target;
    this.picture = new Picture(app, target);
    this.whatIf = new WhatIfOverlay(app, { changed: () => this.tiles.changed() });
    this.map = new OlMap({
      target,
      layers: [...this.picture.turn.layers, this.reach.layer, this.highlight.layer, this.gaps.layer, this.sites.layer, this.whatIf.layer],
      controls: [new ScaleLine({ target: scale, minWidth: 72 })],
      interactions: interactions({ pinchRotate: true, altShiftDragRotate: true }),
      view: new OlView({
        center: [0, 0],
        zoom: toViewZoom(ZOOM_LIMITS.least),
        minZoom: toViewZoom(ZOOM_LIMITS.least),
        maxZoom: toViewZoom(ZOOM_LIMITS.most),
      }),
    });
    this.listen();
    app.whatIf.placeUnder = (clientX, clientY) => this.placeUnder(clientX, clientY);
  }

  /** Shows what the app has to show already; later changes arrive as events. */
  begin(): void {
    this.follow(this.app.shown.view === null ? 'choice' : 'all');
  }

  zoomBy(steps: number): void {
    const view = this.map.getView();
    const zoom = view.getConstrainedZoom((view.getZoom() ?? 0) + steps) ?? 0;
    view.animate({ zoom, duration: moveTime() });
  }

  northUp(): void {
    this.map.getView().animate({ rotation: 0, duration: moveTime() });
  }

  showAll(): void {
    if (this.app.size.extent) this.fit(this.app.size.extent);
  }

  /** The middle of what panels leave free, in degrees. */
  centre(): [lon: number, lat: number] {
    return toDegrees(this.map.getCoordinateFromPixel(this.centrePixel()));
  }

  private listen(): void {
    this.app.addEventListener('change', (event) => this.follow((event as CustomEvent<Change>).detail));
    this.map.addInteraction(
      dragOfPoints({
        gripAt: (pixel) => this.gripAt(pixel),
        drop: ({ layer, id }, lon, lat) => this.app.whatIf.move(layer, id, lon, lat),
        over: this.whatIf.layer,
      }),
    );
    this.map.on('moveend', () => this.moved());
    this.map.on('loadstart', () => delete this.target.dataset['drawn']);
    // Without its colours the picture is not whole.
    this.map.on('rendercomplete', () => {
      this.picture.rendered();
      if (this.picture.isWhole) this.target.dataset['drawn'] = String(this.map.getView().getZoom());
    });
    this.map.on('singleclick', (event) => {
      const touch = (event.originalEvent as PointerEvent).pointerType === 'touch';
      void this.choose(event.pixel, touch ? REACH_PIXELS.touch : REACH_PIXELS.mouse);
    });
    this.map.on('pointermove', (event) => {
      if (!event.dragging) this.point(event.pixel);
    });
    this.target.addEventListener('pointerleave', () => this.app.gaps.light(null));
    onAsk(this.target, (pixel) => {
      const [lon, lat] = toDegrees(this.map.getCoordinateFromPixel(pixel));
      void this.app.chosen.ask(lon, lat);
    });
    this.target.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') void this.choose(this.centrePixel(), REACH_PIXELS.touch);
      else if (event.key === 'Escape') this.escape();
    });
    new ResizeObserver(() => this.map.updateSize()).observe(this.target);
  }

  private follow(change: Change): void {
    if (change === 'view' || this.app.state.kind !== 'city') return;
    this.showGaps(change === 'gap');
    this.whatIf.show(this.zoom);
    this.sites.show(this.app.whatIf.sites);
    if (change === 'gap' || change === 'gaps' || change === 'lit') return;
    void this.picture.restyle(this.whatIf);
    if (change === 'whatif') return;
    const { detail, asked } = this.app;
    const item = detail.kind === 'ready' ? detail.item : null;
    this.highlight.show(item ? (this.app.shown.selection?.layer ?? null) : null, item, asked.kind === 'none' ? null : asked);
    const reach = this.app.area.reach.now;
    this.reach.show(reach.kind === 'ready' ? reach.value.shape : null);
    if (change === 'tiles') this.tiles.getSource()?.refresh();
    this.place(change === 'choice', change === 'reach' ? this.reach.box() : null);
  }

  /** The listed gaps, while they are listed; goes to the chosen one where `toChosen` is asked and it is drawn. */
  private showGaps(toChosen: boolean): void {
    const { gaps, shown } = this.app;
    this.gaps.show(shown.panel === 'gaps' ? gaps.drawn : NO_GAPS, gaps.lit, shown.gap, this.app.say.gapSite);
    const box = toChosen ? this.gaps.boxOfChosen() : null;
    if (box) this.fitXY(box);
  }

  /** The pointer is there: a gap under it is lit. */
  private point(pixel: number[]): void {
    if (this.app.shown.panel === 'gaps') this.app.gaps.light(this.gaps.at(this.map, pixel, REACH_PIXELS.mouse));
  }

  /** Puts the view over a box, or where the address says, or where what is chosen lies, or over the whole extent. */
  private place(toChoice: boolean, box: number[] | null): void {
    const { detail, shown: { view } } = this.app;
    const isWaiting = detail.kind === 'loading';
    if (box) this.fitXY(box);
    else if (toChoice && detail.kind === 'ready' && detail.item.bbox) this.fit(detail.item.bbox);
    else if (toChoice && detail.kind === 'none') this.showAll();
    else if (view && !sameView(view, this.placed)) this.goTo(view);
    else if (!this.started && !isWaiting) this.showAll();
    this.started ||= !isWaiting || view !== null;
  }

  private goTo({ zoom, lon, lat, rotation }: View): void {
    this.placed = { zoom, lon, lat, rotation };
    const view = this.map.getView();
    view.cancelAnimations();
    view.setCenter(toXY(lon, lat));
    view.setZoom(toViewZoom(zoom));
    view.setRotation(rotation);
  }

  private fit(box: Box): void {
    this.fitXY(boxToXY(box));
  }

  private fitXY(box: number[]): void {
    const [top, right, bottom, left] = this.covered();
    const margin = Math.min(48, (this.map.getSize()?.[0] ?? 0) / 12);
    this.map.getView().fit(box, {
      padding: [top + margin, right + margin, bottom + margin, left + margin],
      maxZoom: toViewZoom(CLOSEST_FIT),
      duration: this.started ? moveTime() : 0,
    });
  }

  private moved(): void {
    if (!this.started) return;
    const view = this.map.getView();
    const [lon, lat] = toDegrees(view.getCenter() ?? [0, 0]);
    this.placed = { zoom: this.zoom, lon, lat, rotation: view.getRotation() };
    this.whatIf.show(this.zoom);
    this.app.moved(this.placed);
  }

  private async choose(pixel: number[], reach: number): Promise<void> {
    const [lon, lat] = toDegrees(this.map.getCoordinateFromPixel(pixel));
    const { registry, shown, whatIf } = this.app;
    if (whatIf.armed) {
      await whatIf.placeAt(lon, lat);
      return;
    }
    const gap = shown.panel === 'gaps' ? this.gaps.at(this.map, pixel, reach) : null;
    if (gap !== null) {
      this.app.gaps.choose(gap);
      return;
    }
    const points = pointsAt(this.map, this.tiles, registry, pixel, reach);
    try {
      const picked = await this.choice.under(lon, lat, points, this.zoom);
      if (picked?.kind === 'cluster') this.open(picked.lon, picked.lat, picked.zoom);
      else if (picked) this.app.select(picked.kind === 'thing' ? picked.thing : null);
    } catch (error) {
      this.app.noteTrouble(error);
    }
  }

  /** In degrees; null where something else is on top. */
  private placeUnder(clientX: number, clientY: number): [lon: number, lat: number] | null {
    const top = document.elementFromPoint(clientX, clientY);
    if (!top || !this.target.contains(top)) return null;
    const box = this.target.getBoundingClientRect();
    return toDegrees(this.map.getCoordinateFromPixel([clientX - box.left, clientY - box.top]));
  }

  private get tiles(): VectorTileLayer {
    return this.picture.turn.now;
  }

  private get zoom(): number {
    return fromViewZoom(this.map.getView().getZoom() ?? 0);
  }

  /** What could be dragged from there: what the list adds or moves, else a venue or a unit of the city. */
  private gripAt(pixel: number[]): Grip | null {
    if (!this.app.whatIf.isOpen || this.app.whatIf.armed) return null;
    const mine = this.whatIf.at(this.map, pixel, REACH_PIXELS.mouse);
    if (mine) return mine;
    const [hit] = pointsAt(this.map, this.tiles, this.app.registry, pixel, REACH_PIXELS.mouse);
    return hit && isPlaced(hit.layer) && (hit.count ?? 1) === 1 ? { layer: hit.layer, id: hit.id } : null;
  }

  private escape(): void {
    if (this.app.whatIf.armed) this.app.whatIf.arm(null);
    else this.app.up();
  }

  private open(lon: number, lat: number, zoom: number): void {
    this.map.getView().animate({ center: toXY(lon, lat), zoom: toViewZoom(zoom), duration: moveTime() });
  }

  private centrePixel(): [number, number] {
    const [width = 0, height = 0] = this.map.getSize() ?? [];
    const [top, right, bottom, left] = this.covered();
    return [(left + width - right) / 2, (top + height - bottom) / 2];
  }
}
