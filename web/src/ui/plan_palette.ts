import { html, type TemplateResult } from 'lit';
import type { Armed } from '../whatif/desk.ts';
import { UNIT_LEVELS } from '../whatif/placing.ts';
import { swatch } from './icons.ts';
import { Part } from './part.ts';
import { categoryWord, levelWord } from './plan_words.ts';

const SLIP_PIXELS = 5;

type Placeable = Extract<Armed, { kind: 'venue' | 'unit' }>;

/** What can be placed: dragged onto the map with the mouse, or chosen and then put down by click, tap or Enter. */
export class PlanPalette extends Part {
  private start: [number, number] | null = null;
  private ghost: HTMLElement | null = null;

  override render(): TemplateResult {
    const { app, say } = this;
    const categories = app.registry.choices('venue', 'category').map(({ value }) => value);
    return html`<section class="palette" aria-labelledby="palette-title">
      <h3 id="palette-title">${say.planPalette}</h3>
      <div class="pieces" role="group" aria-label=${say.planUnits}>
        ${UNIT_LEVELS.map((level) => this.piece({ kind: 'unit', level }, levelWord(app, level)))}
      </div>
      <div class="pieces" role="group" aria-label=${say.planVenues}>
        ${categories.map((category) => this.piece({ kind: 'venue', category }, categoryWord(app, category)))}
      </div>
      <p class="quiet">${say.planPaletteHelp}</p>
    </section>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.letGo();
  }

  private piece(what: Placeable, word: string): TemplateResult {
    const { app } = this;
    const { armed } = app.whatIf;
    const isArmed = JSON.stringify(armed) === JSON.stringify(what);
    const colour = app.registry.layer(what.kind).look?.colour ?? 'currentColor';
    return html`<button
      type="button"
      class="piece"
      data-piece=${what.kind === 'venue' ? what.category : `unit-${what.level}`}
      aria-pressed=${isArmed ? 'true' : 'false'}
      @pointerdown=${(event: PointerEvent) => this.grab(event)}
      @pointermove=${(event: PointerEvent) => this.drag(event, word)}
      @pointerup=${(event: PointerEvent) => this.drop(event, what)}
      @pointercancel=${() => this.letGo()}
      @click=${(event: MouseEvent) => this.choose(event, isArmed ? null : what)}
    >
      ${swatch(what.kind === 'venue' ? 'point' : 'diamond', colour)}${word}
    </button>`;
  }

  /** Chosen by keyboard, the map takes over: arrows move it under the reticle, Enter puts down. */
  private choose(event: MouseEvent, what: Placeable | null): void {
    if (this.ghost) return;
    this.app.whatIf.arm(what);
    const byKeyboard = event.detail === 0;
    if (what && byKeyboard) document.querySelector<HTMLElement>('#map')?.focus();
  }

  private grab(event: PointerEvent): void {
    if (event.pointerType === 'touch' || event.button !== 0) return;
    this.start = [event.clientX, event.clientY];
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  private drag({ clientX, clientY }: PointerEvent, word: string): void {
    if (!this.start) return;
    if (!this.ghost && Math.hypot(clientX - this.start[0], clientY - this.start[1]) < SLIP_PIXELS) return;
    if (!this.ghost) {
      this.ghost = document.createElement('div');
      this.ghost.className = 'drag-ghost';
      this.ghost.textContent = word;
      document.body.append(this.ghost);
    }
    this.ghost.style.transform = `translate(${clientX}px, ${clientY}px)`;
  }

  private drop(event: PointerEvent, what: Placeable): void {
    const isDragged = this.ghost !== null;
    const place = isDragged ? this.app.whatIf.placeUnder(event.clientX, event.clientY) : null;
    this.start = null;
    if (place) void this.app.whatIf.placeAt(...place, what);
    // The click that ends a drag chooses nothing.
    if (isDragged) setTimeout(() => this.letGo());
  }

  private letGo(): void {
    this.start = null;
    this.ghost?.remove();
    this.ghost = null;
  }
}

customElements.define('jw-plan-palette', PlanPalette);
