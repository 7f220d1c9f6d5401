/** Base of the page's parts: light DOM, drawn again when the desk changed. */

import { LitElement } from 'lit';
import type { Desk } from './desk.ts';
import type { AnalystWords } from './words.ts';

export class DeskPart extends LitElement {
  static override properties = { desk: { attribute: false } };
  declare desk: Desk;

  private readonly redraw = () => this.requestUpdate();

  protected get say(): AnalystWords {
    return this.desk.say;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.desk.addEventListener('change', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.removeEventListener('change', this.redraw);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
