/** A small map of what the phone carries; its code comes when it is first looked at, so that the page opens fast. */

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../ui/icons.ts';
import type { LonLat } from './inside.ts';
import type { WorkMap } from './map.ts';
import { WorkPart } from './part.ts';

export class MiniMap extends WorkPart {
  static override properties = { ...WorkPart.properties, around: { attribute: false }, pin: { attribute: false }, mode: {}, failed: { state: true } };
  /** Where the map looks when it opens; the whole pack when null. */
  declare around: LonLat | null;
  /** A place that is marked. */
  declare pin: LonLat | null;
  /** `look` opens the building that is tapped; `pin` marks the middle of the map, which is moved under it. */
  declare mode: 'look' | 'pin';
  declare failed: boolean;
  private map: WorkMap | null = null;
  private isOpening = false;

  constructor() {
    super();
    this.around = this.pin = null;
    this.mode = 'look';
    this.failed = false;
  }

  override render(): TemplateResult {
    const { say } = this;
    return html`<div class="mini">
      <div class="mini-map" tabindex="0" role="application" aria-label=${say.map} aria-describedby="mini-help"></div>
      <p id="mini-help" class="unseen">${this.mode === 'pin' ? say.mapPinHelp : say.mapHelp}</p>
      ${this.mode === 'pin' ? html`<span class="cross" aria-hidden="true"></span>` : nothing}
      <div class="zoom">
        <button type="button" aria-label=${say.zoomIn} @click=${() => this.map?.zoomBy(1)}>${icon('plus')}</button>
        <button type="button" aria-label=${say.zoomOut} @click=${() => this.map?.zoomBy(-1)}>${icon('minus')}</button>
      </div>
      ${this.failed ? html`<p class="notice">${say.mapUnavailable}</p>` : nothing}
    </div>`;
  }

  protected override updated(): void {
    void this.open();
    this.map?.show(this.desk.carried.pack, this.desk.position, this.pin);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.close();
    this.map = null;
  }

  /** The place under the middle of the map. */
  get middle(): LonLat | null {
    return this.map?.middle ?? null;
  }

  private async open(): Promise<void> {
    const target = this.querySelector<HTMLElement>('.mini-map');
    if (this.map || this.isOpening || this.failed || !target) return;
    this.isOpening = true;
    try {
      const { WorkMap: Made } = await import('./map.ts');
      if (!this.isConnected) return;
      this.map = new Made(target, this.around ?? this.pin, (building) => {
        if (this.mode === 'look') this.desk.go('grids', { layer: 'building', id: building });
      });
      this.map.show(this.desk.carried.pack, this.desk.position, this.pin);
    } catch {
      this.failed = true;
    } finally {
      this.isOpening = false;
    }
  }
}

customElements.define('jw-mini-map', MiniMap);
