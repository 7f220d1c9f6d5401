/** The classes of a legend, as the panel on the map and the printed sheet show them. */

import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { formatNumber } from '../format.ts';
import { isPointLayer, stageAt, type Stage, type Theme, type ThemeClass } from '../registry.ts';
import { CLASSES, MUCH } from '../whatif/difference.ts';
import { swatch } from './icons.ts';

/** The classes of what a theme colours at a zoom. */
export function themeClasses(app: App, theme: Theme, zoom: number): TemplateResult | typeof nothing {
  const { registry, language } = app;
  const stage = stageAt(theme, zoom);
  if (!stage) return nothing;
  const kind = isPointLayer(registry.layer(stage.layer)) ? 'point' : 'area';
  const line = (entry: ThemeClass) =>
    html`<li>${swatch(kind, entry.colour, 'currentColor')}<span>${entry.label[language]}</span></li>`;
  return html`${theme.stages.length > 1 ? html`<p class="stage-name">${stageWord(app, stage)}</p>` : nothing}
    <ul class="classes" aria-label=${app.say.legend}>
      ${stage.classes.map(line)} ${stage.other ? line(stage.other) : nothing}
    </ul>`;
}

/** The five classes of a difference, the best first. */
export function differenceClasses(app: App, theme: Theme | null): TemplateResult {
  const { say, language } = app;
  const words = { lost: say.diffLost, worse: say.diffWorse, other: say.diffOther, better: say.diffBetter, gained: say.diffGained };
  const asks = app.whatIf.question.index === 'any' || theme === null ? say.planAll : theme.label[language];
  return html`<p class="stage-name">${asks} · ${say.planShowsDifference}</p>
    <ul class="classes" aria-label=${say.legend}>
      ${[...CLASSES]
        .reverse()
        .map((kind) => html`<li>${swatch('area', `var(--diff-${kind})`, 'var(--diff-edge)')}<span>${words[kind]}</span></li>`)}
    </ul>
    <p class="quiet">${say.diffNote(formatNumber(MUCH * 100, language))}</p>`;
}

/** What the colours are of: the thing, and what of it. */
function stageWord({ registry, language }: App, { layer, field }: Stage): string {
  const described = registry.layer(layer);
  const word = described.fields.find(({ name }) => name === field)?.label[language];
  return word === undefined ? described.label[language] : `${described.label[language]} · ${word}`;
}
