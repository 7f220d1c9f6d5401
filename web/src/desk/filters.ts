/** What narrows the list: which ones, state, category, channel, area, and a slider over the time of report. */

import { html, nothing, type TemplateResult } from 'lit';
import { dayOf } from '../days.ts';
import { AREAS } from './desk.ts';
import { FIRST, isNarrowed, type Filter } from './filter.ts';
import { DeskPart } from './part.ts';

type Options = readonly (readonly [value: string, word: string])[];

/** The steps of the slider, in days before today. */
const DAYS_AGO = [365, 270, 180, 120, 90, 60, 45, 30, 21, 14, 10, 7, 5, 3, 2, 1, 0] as const;

const CHANNELS = ['worker', 'public', 'hotline', 'sensor'] as const;
const DAY_MS = 86_400_000;

export class Filters extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { language } = desk.filter;
    const { categories, states } = desk.rules;
    return html`<form class="filters" aria-label=${say.filters} @submit=${(event: Event) => event.preventDefault()}>
      ${this.select('which', say.which, [['open', say.whichOpen], ['overdue', say.whichOverdue], ['all', say.whichAll]])}
      ${this.select('state', say.state, [['', say.anyOne], ...states.map((one) => [one.id, one.label[language]] as const)])}
      ${this.select('category', say.category, [['', say.anyOne], ...categories.map((one) => [one.id, one.label[language]] as const)])}
      ${this.select('channel', say.channel, [['', say.anyOne], ...CHANNELS.map((one) => [one, say.channels[one] ?? one] as const)])}
      ${this.within()} ${this.slider('since', say.since, say.fromStart)} ${this.slider('until', say.until, say.toNow)}
      ${isNarrowed(desk.filter) ? html`<button type="button" class="small" @click=${() => desk.clear()}>${say.clear}</button>` : nothing}
    </form>`;
  }

  private select(part: 'which' | 'state' | 'category' | 'channel', label: string, options: Options): TemplateResult {
    const chosen = this.desk.filter[part];
    return html`<label><span>${label}</span>
      <select name=${part} @change=${(event: Event) => this.set(part, event)}>
        ${options.map(([value, word]) => html`<option value=${value} ?selected=${value === chosen}>${word}</option>`)}
      </select></label>`;
  }

  private within(): TemplateResult {
    const { say, desk } = this;
    const { within, language } = desk.filter;
    return html`<label><span>${say.within}</span>
      <select name="within" @change=${(event: Event) => this.set('within', event)}>
        <option value="" ?selected=${within === ''}>${say.everywhere}</option>
        ${AREAS.filter((layer) => desk.registry.has(layer)).map(
          (layer) => html`<optgroup label=${desk.registry.layer(layer).label[language]}>
            ${desk.areas[layer].map(({ id, name }) => html`<option value="${layer}/${id}" ?selected=${within === `${layer}/${id}`}>${name}</option>`)}
          </optgroup>`,
        )}
      </select></label>`;
  }

  /** The free end of the slider (the first step of «from», the last of «to») lets everything through. */
  private slider(part: 'since' | 'until', label: string, free: string): TemplateResult {
    const days = DAYS_AGO.map(dayBefore);
    const chosen = this.desk.filter[part];
    const freeStep = part === 'since' ? 0 : days.length - 1;
    const at = chosen === '' ? freeStep : Math.max(days.findLastIndex((day) => day <= chosen), 0);
    const word = chosen === '' ? free : chosen;
    return html`<label class="slider"><span>${label} <b>${word}</b></span>
      <input type="range" name=${part} min="0" max=${days.length - 1} step="1" .value=${String(at)} aria-valuetext=${word}
        @change=${(event: Event) => {
          const step = Number((event.target as HTMLInputElement).value);
          this.desk.change({ [part]: step === freeStep ? FIRST[part] : (days[step] ?? '') });
        }} /></label>`;
  }

  private set(part: keyof Filter, event: Event): void {
    this.desk.change({ [part]: (event.target as HTMLSelectElement).value });
  }
}

function dayBefore(days: number): string {
  return dayOf(new Date(Date.now() - days * DAY_MS));
}

customElements.define('jw-desk-filters', Filters);
