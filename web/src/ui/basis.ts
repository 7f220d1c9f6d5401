import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { isUnusual, PRESETS, READINGS, WEIGHTS } from '../basis.ts';
import { readSoFar } from '../measure/loaded.ts';
import { choice } from './choice.ts';
import { icon } from './icons.ts';

/** What figures are measured by, in one line. */
export function basisWords(app: App): string {
  const { say, shown } = app;
  return [presetWord(app), say.reading(shown.reading), say.weight(shown.weight)].join(' · ');
}

/** The same where it is not what everybody expects. */
export function basisNote(app: App): TemplateResult | typeof nothing {
  return isUnusual(app.shown) ? html`<p class="basis-note">${icon('warning')}${basisWords(app)}</p>` : nothing;
}

/** The measure settings: preset, reading, weight; folded away, with what is chosen on the fold. */
export function basisSettings(app: App): TemplateResult {
  const { say, shown } = app;
  const usual = say.presetUsual(usualPreset(app));
  return html`<details class="basis" ?data-unusual=${isUnusual(shown)}>
    <summary>${icon('chevron')}<span class="basis-title">${say.basis}</span><span class="basis-now">${basisWords(app)}</span></summary>
    <div class="basis-fields">
      ${choice(say.planPreset, 'preset', ['', ...PRESETS], shown.preset ?? '', (one) => (one === '' ? usual : say.preset(one)), (one) =>
        app.setBasis({ preset: PRESETS.find((preset) => preset === one) ?? null }),
      )}
      ${choice(say.basisReading, 'reading', READINGS, shown.reading, say.reading, (reading) => app.setBasis({ reading }))}
      ${choice(say.basisWeight, 'weight', WEIGHTS, shown.weight, say.weight, (weight) => app.setBasis({ weight }))}
      <p class="quiet">${say.basisMap}</p>
      ${shown.weight === 'ground_m2' ? html`<p class="quiet">${say.basisGround}</p>` : nothing}
    </div>
  </details>`;
}

function presetWord(app: App): string {
  const { preset } = app.shown;
  return app.say.preset(preset ?? usualPreset(app));
}

/** The service's own preset, as the run behind the shown figures tells it; the standard's before one is read. */
function usualPreset({ area, shown }: App): string {
  const told = shown.preset === null ? readSoFar(area.now)?.run.parameters['preset'] : undefined;
  return typeof told === 'string' ? told : 'distance-10';
}
