/** A handful of line icons, drawn on a 24 × 24 field; decoration only, the words stand beside them. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

const PATHS = {
  search: svg`<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>`,
  clear: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  extent: svg`<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>`,
  place: svg`<path d="M12 21s7-6.2 7-11.2A7 7 0 0 0 5 9.8C5 14.8 12 21 12 21Z"/><circle cx="12" cy="9.8" r="2.5"/>`,
  layers: svg`<path d="m12 4 9 5-9 5-9-5 9-5Z"/><path d="m3.5 13.5 8.5 4.7 8.5-4.7"/>`,
  chevron: svg`<path d="m9 6 6 6-6 6"/>`,
  up: svg`<path d="M5 12h14M11 6l-6 6 6 6"/>`,
  copy: svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15H4V5a1 1 0 0 1 1-1h10v1"/>`,
  calendar: svg`<rect x="4" y="6" width="16" height="14" rx="2"/><path d="M4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>`,
  next: svg`<path d="m6 9 6 6 6-6"/>`,
  previous: svg`<path d="m6 15 6-6 6 6"/>`,
  undo: svg`<path d="M8.5 5 4 9.5 8.5 14"/><path d="M4 9.5h9.5a5.5 5.5 0 0 1 0 11H10"/>`,
  redo: svg`<path d="m15.5 5 4.5 4.5-4.5 4.5"/><path d="M20 9.5h-9.5a5.5 5.5 0 0 0 0 11H14"/>`,
  move: svg`<path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"/>`,
  link: svg`<circle cx="6" cy="18" r="2.5"/><circle cx="18" cy="6" r="2.5"/><path d="m8 16 8-8"/>`,
  print: svg`<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3"/><path d="M7 14h10v6H7z"/>`,
  warning: svg`<path d="M12 4 2.8 20h18.4L12 4Z"/><path d="M12 10v5M12 17.5v.5"/>`,
  grid: svg`<rect x="4" y="4" width="7" height="7" rx="1.5"/><rect x="13" y="4" width="7" height="7" rx="1.5"/><rect x="4" y="13" width="7" height="7" rx="1.5"/><rect x="13" y="13" width="7" height="7" rx="1.5"/>`,
  list: svg`<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.5M4.5 12h.5M4.5 18h.5"/>`,
  tray: svg`<path d="M4 13v6h16v-6"/><path d="M4 13h5l1.5 2.5h3L15 13h5"/><path d="M12 11V3M8.5 6.5 12 3l3.5 3.5"/>`,
  camera: svg`<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4Z"/><circle cx="12" cy="13" r="3.5"/>`,
  image: svg`<rect x="4" y="5" width="16" height="14" rx="2"/><path d="m5 17 5-5 3.5 3.5L16 13l3.5 3.5"/><circle cx="15.5" cy="9" r="1.3"/>`,
  target: svg`<circle cx="12" cy="12" r="6.5"/><circle cx="12" cy="12" r="1.5"/><path d="M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3"/>`,
  refresh: svg`<path d="M19 12a7 7 0 1 1-2-5"/><path d="M19.5 3.5V8H15"/>`,
  building: svg`<path d="M6 20V4h9v16M15 9h4v11M3.5 20h17"/><path d="M9 8h3M9 12h3M9 16h3"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export function icon(name: keyof typeof PATHS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}

/** The north arrow, turned with the map. */
export function northArrow(rotation: number): TemplateResult {
  const degrees = (rotation * 180) / Math.PI;
  return html`<svg class="icon north" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <g transform="rotate(${degrees} 12 12)">
      <path class="needle" d="M12 2.5 16 13h-8Z" />
      <path d="M12 21.5 8 13h8Z" />
    </g>
  </svg>`;
}

export const brandMark = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <rect width="32" height="32" rx="7" />
  <g>
    <circle cx="16" cy="16" r="9.5" />
    <path d="M6.5 16h19M16 6.5c-5 5.5-5 13.5 0 19M16 6.5c5 5.5 5 13.5 0 19" />
  </g>
</svg>`;

/** A legend symbol: a square for areas, a stroke for lines, a dot for points, a diamond for units. */
export function swatch(kind: 'area' | 'line' | 'point' | 'diamond', colour: string, edge = 'none'): TemplateResult {
  const shape = {
    area: svg`<rect x="1" y="2" width="18" height="12" rx="2" fill=${colour} stroke=${edge}/>`,
    line: svg`<path d="M1 8h18" stroke=${colour} stroke-width="3"/>`,
    point: svg`<circle cx="10" cy="8" r="5" fill=${colour} class="casing" stroke-width="1.5"/>`,
    diamond: svg`<path d="M10 1.5 16.5 8 10 14.5 3.5 8Z" fill=${colour} class="casing" stroke-width="1.5"/>`,
  }[kind];
  return html`<svg class="swatch" viewBox="0 0 20 16" aria-hidden="true" focusable="false">${shape}</svg>`;
}
