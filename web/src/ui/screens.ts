/** What the page shows instead of a city: starting, failed, empty; and the banner of a silent service. */

import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import type { Trouble } from '../state.ts';
import { brandMark, icon } from './icons.ts';
import { copied } from './place.ts';
import { troubleText } from './trouble.ts';

const DEMO = 'jingwei demo';
const IMPORT = 'jingwei import streets.geojson --layer street';

export function startingScreen(app: App): TemplateResult {
  return html`<div class="screen"><div class="spinner" aria-hidden="true"></div><p>${app.say.starting}</p></div>`;
}

export function failedScreen(app: App, trouble: Trouble): TemplateResult {
  return html`<div class="screen">
    <div class="screen-box">
      <h2>${app.say.failedTitle}</h2>
      ${troubleText(trouble)}
      <button type="button" class="button" @click=${() => void app.start()}>${app.say.retry}</button>
      ${app.retryAt === null ? nothing : html`<p class="quiet">${untilRetry(app)}</p>`}
    </div>
  </div>`;
}

export function emptyScreen(app: App): TemplateResult {
  const { say } = app;
  return html`<div class="screen">
    <div class="screen-box">
      ${brandMark}
      <h2>${say.emptyTitle}</h2>
      <p>${say.emptyText}</p>
      <dl class="commands">${command(app, say.emptyDemo, DEMO)} ${command(app, say.emptyImport, IMPORT)}</dl>
      <p class="quiet">${say.emptyThen}</p>
    </div>
  </div>`;
}

export function goneBanner(app: App): TemplateResult {
  const { say } = app;
  return html`<div class="banner">
    ${icon('warning')}
    <p><strong>${say.goneBanner}</strong> <span>${untilRetry(app)}</span></p>
    <button type="button" class="small" @click=${() => void app.retryNow()}>${say.retryNow}</button>
  </div>`;
}

function untilRetry(app: App): string {
  if (app.retryAt === null) return app.say.goneTrying;
  return app.say.goneRetrying(Math.max(1, Math.ceil((app.retryAt - Date.now()) / 1000)));
}

function command(app: App, meaning: string, line: string): TemplateResult {
  const copy = async () => {
    if (await copied(line)) app.announce(app.say.copied);
  };
  return html`<div>
    <dt>${meaning}</dt>
    <dd>
      <code>${line}</code>
      <button type="button" class="plain" aria-label="${app.say.copyCommand}: ${line}" @click=${() => void copy()}>
        ${icon('copy')}
      </button>
    </dd>
  </div>`;
}
