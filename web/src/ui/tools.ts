import { html, type TemplateResult } from 'lit';
import type { MapView } from '../map/view.ts';
import { icon, northArrow } from './icons.ts';
import { Part } from './part.ts';

/** The buttons on the map: zoom, whole extent, north, where is this. */
export class Tools extends Part {
  static override properties = { ...Part.properties, view: { attribute: false } };
  declare view: MapView | null;

  protected override readonly followsView = true;

  override render(): TemplateResult {
    const { say, view } = this;
    const rotation = this.app.shown.view?.rotation ?? 0;
    return html`<div class="tools" role="group" aria-label=${say.tools}>
      <div class="tool-group">
        ${tool(say.zoomIn, icon('plus'), () => view?.zoomBy(1))}
        ${tool(say.zoomOut, icon('minus'), () => view?.zoomBy(-1))}
      </div>
      <div class="tool-group">
        ${tool(say.northUp, northArrow(rotation), () => view?.northUp())}
        ${tool(say.wholeCity, icon('extent'), () => view?.showAll())}
        ${tool(say.whereIsCentre, icon('place'), () => {
          if (view) void this.app.chosen.ask(...view.centre());
        })}
        ${tool(say.printTitle, icon('print'), () => this.dispatchEvent(new CustomEvent('sheet')))}
      </div>
    </div>`;
  }
}

function tool(label: string, picture: TemplateResult, act: () => void): TemplateResult {
  return html`<button type="button" class="tool" aria-label=${label} title=${label} @click=${act}>${picture}</button>`;
}

customElements.define('jw-tools', Tools);
