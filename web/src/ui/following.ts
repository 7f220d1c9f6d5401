/** Base of the parts of a page that has one desk: light DOM, drawn again when the desk changed. */

import { LitElement } from 'lit';

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each page says what its desk is
export class Following<Desk extends EventTarget> extends LitElement {
  static override properties: Record<string, object> = { desk: { attribute: false } };
  declare desk: Desk;

  private readonly redraw = () => this.requestUpdate();

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
