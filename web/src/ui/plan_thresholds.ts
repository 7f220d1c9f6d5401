import { html, nothing, type TemplateResult } from 'lit';
import { PRESETS } from '../basis.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { Run } from '../server/measures.ts';
import { parameterOf, type SetParameter } from '../whatif/changes.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { parameterWord, valueWord } from './plan_words.ts';

/** The thresholds that are numbers, with the values that the service takes beside the one that the city was measured with. */
const STEPS = [
  { name: 'hub_lenient_m', values: [0, 50, 100, 150, 200, 300, 500] },
  { name: 'dormant_after_days', values: [30, 60, 90, 180, 365] },
] as const;

/** Other thresholds than those that the city was measured with. */
export class PlanThresholds extends Part {
  override render(): TemplateResult {
    const { app, say } = this;
    const { changes } = app.whatIf;
    return html`<details class="fold" ?open=${changes.some(({ op }) => op === 'set_parameter')}>
      <summary>${icon('chevron')}<h4>${say.planThresholds}</h4></summary>
      <div class="thresholds">
        ${this.field(
          'preset',
          html`<select
            name="preset"
            @change=${(event: Event) => this.set('preset', (event.target as HTMLSelectElement).value)}
          >
            ${PRESETS.map(
              (preset) => html`<option value=${preset} ?selected=${preset === this.value('preset')}>${say.preset(preset)}</option>`,
            )}
          </select>`,
        )}
        ${STEPS.map(({ name, values }) =>
          this.field(
            name,
            html`<select
              name=${name}
              @change=${(event: Event) => this.set(name, Number((event.target as HTMLSelectElement).value))}
            >
              ${this.choices(name, values).map(
                (value) => html`<option value=${value} ?selected=${value === this.value(name)}>${value}</option>`,
              )}
            </select>`,
          ),
        )}
      </div>
    </details>`;
  }

  private field(name: string, input: TemplateResult): TemplateResult {
    const { app, say } = this;
    const isSet = parameterOf(app.whatIf.changes, name) !== null;
    const measured = this.measured(name);
    return html`<div class="threshold">
      <label class="field"><span>${parameterWord(app, name)}</span>${input}</label>
      ${isSet
        ? html`<p class="quiet">
            ${measured === null ? nothing : say.planAsMeasured(valueWord(app, measured))}
            <button type="button" class="small" @click=${() => app.whatIf.threshold(name, null)}>${say.planReset}</button>
          </p>`
        : nothing}
    </div>`;
  }

  private value(name: string): SetParameter['value'] | null {
    return parameterOf(this.app.whatIf.changes, name) ?? this.measured(name);
  }

  /** What the city was measured with; null before it was. */
  private measured(name: string): SetParameter['value'] | null {
    const { app } = this;
    const run: Run | undefined = app.whatIf.difference?.run ?? readSoFar(app.area.now)?.run;
    const coverage = run?.parameters['coverage'] as Readonly<Record<string, number>> | undefined;
    const found = name === 'preset' ? run?.parameters['preset'] : coverage?.[name];
    return typeof found === 'number' || typeof found === 'string' ? found : null;
  }

  private set(name: string, value: SetParameter['value']): void {
    this.app.whatIf.threshold(name, value === this.measured(name) ? null : value);
  }

  /** The values of a threshold, ascending, that of the measurement among them. */
  private choices(name: string, values: readonly number[]): number[] {
    const measured = this.measured(name);
    const all = typeof measured === 'number' ? [...values, measured] : values;
    return [...new Set(all)].sort((one, other) => one - other);
  }
}

customElements.define('jw-plan-thresholds', PlanThresholds);
