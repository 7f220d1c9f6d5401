import { html, nothing, type TemplateResult } from 'lit';
import { dayOf, isDay, stepOf, stepsTo } from '../days.ts';
import { icon } from './icons.ts';
import { NARROW, Part } from './part.ts';

/** The day that everything is shown of: a slider over the last year, a date, and the way back to today. */
export class AsOf extends Part {
  static override properties = { ...Part.properties, open: { state: true }, dragged: { state: true } };
  declare open: boolean;
  /** The step under the thumb while it is dragged: the map follows when it is let go. */
  declare dragged: number | null;

  constructor() {
    super();
    this.open = !matchMedia(NARROW).matches;
    this.dragged = null;
  }

  override render(): TemplateResult {
    const { say, app } = this;
    const today = dayOf(new Date());
    const steps = stepsTo(today);
    const day = this.dragged === null ? (app.shown.asOf ?? today) : (steps[this.dragged] ?? today);
    const isPast = day !== today;
    return html`<section class="float as-of" aria-label=${say.asOf} ?data-past=${isPast} ?data-open=${this.open}>
      <button
        type="button"
        class="as-of-toggle"
        aria-expanded=${this.open ? 'true' : 'false'}
        aria-controls="as-of-body"
        @click=${() => (this.open = !this.open)}
      >
        ${icon('calendar')}<span>${isPast && !this.open ? say.asOfPastShort : say.asOf}</span> <b>${isPast ? day : say.today}</b>
      </button>
      <div id="as-of-body" ?hidden=${!this.open}>
        <input
          type="range"
          min="0"
          max=${steps.length - 1}
          step="1"
          aria-label=${say.asOfSlider}
          aria-valuetext=${day}
          .value=${String(stepOf(day, steps))}
          @input=${(event: Event) => (this.dragged = Number((event.target as HTMLInputElement).value))}
          @change=${(event: Event) => this.chooseStep(Number((event.target as HTMLInputElement).value), steps)}
        />
        <input
          type="date"
          aria-label=${say.asOfDay}
          max=${today}
          .value=${day}
          @change=${(event: Event) => this.chooseDay((event.target as HTMLInputElement).value, today)}
        />
        <button type="button" class="small" ?disabled=${!isPast} @click=${() => app.setAsOf(null)}>${say.today}</button>
      </div>
    </section>`;
  }

  private chooseStep(step: number, steps: readonly string[]): void {
    this.dragged = null;
    this.app.setAsOf(step >= steps.length - 1 ? null : (steps[step] ?? null));
  }

  private chooseDay(day: string, today: string): void {
    if (isDay(day)) this.app.setAsOf(day >= today ? null : day);
  }
}

/** The mark on the map that it does not show today. */
export class PastMark extends Part {
  override render(): TemplateResult | typeof nothing {
    const { say, app } = this;
    const { asOf } = app.shown;
    if (asOf === null) return nothing;
    return html`<div class="past-frame" aria-hidden="true"></div>
      <p class="past">
        ${icon('calendar')}<span>${say.asOfPast(asOf)}</span>
        <button type="button" class="small" @click=${() => app.setAsOf(null)}>${say.asOfBack}</button>
      </p>`;
  }
}

customElements.define('jw-as-of', AsOf);
customElements.define('jw-past', PastMark);
