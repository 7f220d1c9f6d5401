import { html, type TemplateResult } from 'lit';

/** A labelled choice among a few values; tells the value that was chosen. */
export function choice<Value extends string | number>(
  label: string,
  name: string,
  values: readonly Value[],
  chosen: Value,
  word: (value: Value) => string,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<label class="field"
    ><span>${label}</span>
    <select
      name=${name}
      @change=${(event: Event) => {
        const value = values[(event.target as HTMLSelectElement).selectedIndex];
        if (value !== undefined) choose(value);
      }}
    >
      ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${word(value)}</option>`)}
    </select></label
  >`;
}
