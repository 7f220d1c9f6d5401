/** How households share out over the housing categories, one bar for each. */

import { html, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { formatCount, formatShare } from '../format.ts';
import type { Housing } from '../server/measures.ts';
import { stackedBar } from './figure.ts';

/** Whose classes colour the bars. */
export const HOUSING_THEME = 'housing_category';

export function housingWord({ registry, language }: App, category: string): string {
  return registry.word('estate_coverage', 'housing_category', category, language);
}

/** A bar for each category. They are not stacked: an old building can be commercial housing too. */
export function housingShares(app: App, { shares, steps }: Housing): TemplateResult {
  const { registry, language } = app;
  const held = Object.entries(shares).filter(([, share]) => share === null || share > 0);
  return html`<dl class="shares">
    ${held.map(
      ([name, share]) =>
        html`<div>
          <dt>${housingWord(app, name)}</dt>
          <dd class="share-bar">
            ${stackedBar([{ name, from: 0, size: share ?? 0 }], () => registry.colourOf(name, HOUSING_THEME))}
          </dd>
          <dd>${share === null ? formatCount(null, steps, language) : formatShare(share, language)}</dd>
        </div>`,
    )}
  </dl>`;
}
