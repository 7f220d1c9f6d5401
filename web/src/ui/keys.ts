/** A part that answers to keys wherever the focus is, while it is in the page and nobody types. */

import { Part } from './part.ts';

const TYPING = 'input, select, textarea, [contenteditable]';

export abstract class KeyPart extends Part {
  private readonly listen = (event: KeyboardEvent) => {
    const isTyping = event.target instanceof Element && event.target.matches(TYPING);
    if (!isTyping && !document.querySelector('dialog[open]')) this.pressed(event);
  };

  protected abstract pressed(event: KeyboardEvent): void;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.listen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.listen);
  }
}
