/** Base of every part of the page: light DOM, drawn again when the app changed. */

import { LitElement } from 'lit';
import type { App, Change } from '../app.ts';
import type { Words } from '../i18n.ts';

/** A phone, upright or on its side: the map alone, with the panel as a sheet over it. */
export const NARROW = '(max-width: 720px), (max-height: 480px)';

/** A small window that is wider than high (a page at 200 %, a phone on its side): the panel stands beside the map. */
export const FLAT = '(max-width: 720px) and (min-aspect-ratio: 5/4), (max-height: 480px) and (min-aspect-ratio: 5/4)';

export class Part extends LitElement {
  static override properties = { app: { attribute: false } };
  declare app: App;

  private readonly follow = (event: Event) => {
    const change = (event as CustomEvent<Change>).detail;
    if (change === 'view' ? this.followsView : change === 'lit' ? this.followsLit : true) this.requestUpdate();
  };

  /** Whether the part shows something of the view, and so must be drawn again on every move. */
  protected readonly followsView: boolean = false;

  /** Whether the part shows which gap is pointed at. */
  protected readonly followsLit: boolean = false;

  protected get say(): Words {
    return this.app.say;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.addEventListener('change', this.follow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.removeEventListener('change', this.follow);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
