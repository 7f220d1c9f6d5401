/** Dragging a point over the map with the mouse; a finger pans instead and moves things by taps. */

import Feature from 'ol/Feature.js';
import { Point } from 'ol/geom.js';
import PointerInteraction from 'ol/interaction/Pointer.js';
import type VectorLayer from 'ol/layer/Vector.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import { Circle, Fill, Stroke, Style } from 'ol/style.js';
import { toDegrees } from './frame.ts';
import { token } from './token.ts';

const SLIP_PIXELS = 4;

export interface Dragging<Grip> {
  /** What can be dragged at a pixel; null for nothing. */
  gripAt: (pixel: number[]) => Grip | null;
  drop: (grip: Grip, lon: number, lat: number) => void;
  /** Where what is dragged is drawn. */
  over: VectorLayer;
}

export function dragOfPoints<Grip>({ gripAt, drop, over }: Dragging<Grip>): PointerInteraction {
  let grip: Grip | null = null;
  let start: number[] = [];
  const ghost = new Feature(new Point([0, 0]));
  const isFar = (event: MapBrowserEvent) => Math.hypot((event.pixel[0] ?? 0) - (start[0] ?? 0), (event.pixel[1] ?? 0) - (start[1] ?? 0)) > SLIP_PIXELS;
  const letGo = () => over.getSource()?.removeFeature(ghost);
  return new PointerInteraction({
    handleDownEvent: (event) => {
      const { pointerType, button } = event.originalEvent as PointerEvent;
      grip = pointerType === 'touch' || button !== 0 ? null : gripAt(event.pixel);
      start = event.pixel;
      return grip !== null;
    },
    handleDragEvent: (event) => {
      if (!isFar(event)) return;
      ghost.setStyle(ghostStyle());
      ghost.getGeometry()?.setCoordinates(event.coordinate);
      if (over.getSource()?.hasFeature(ghost) === false) over.getSource()?.addFeature(ghost);
    },
    handleUpEvent: (event) => {
      if (over.getSource()?.hasFeature(ghost) === true) letGo();
      if (grip && isFar(event)) drop(grip, ...toDegrees(event.coordinate));
      grip = null;
      return false;
    },
    handleMoveEvent: (event) => {
      event.map.getTargetElement()?.classList.toggle('over-grip', gripAt(event.pixel) !== null);
    },
  });
}

function ghostStyle(): Style {
  const look = { fill: new Fill({ color: token('--accent-veil') }), stroke: new Stroke({ color: token('--accent'), width: 2.5 }) };
  return new Style({ image: new Circle({ ...look, radius: 12 }), zIndex: 3 });
}
