/** The dispatcher's page: filters above; list or loads, map, and the open incident side by side; on a phone one below the other. */

import { html, nothing, type TemplateResult } from 'lit';
import '../account/menu.ts';
import { brandMark } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import './card.ts';
import './filters.ts';
import './list.ts';
import './load_table.ts';
import './map.ts';
import { DeskPart } from './part.ts';

export class DeskRoot extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { language } = desk.filter;
    return html`<button type="button" class="skip" @click=${() => this.querySelector<HTMLElement>('#list-title, #load-title')?.focus()}>${say.skip}</button>
      <header class="head">
        <h1>${brandMark}<span>${desk.common.appName} · ${say.title}</span></h1>
        <a href="/#lang=${language}">${say.toMap}</a>
        <jw-account page="desk" .language=${language}></jw-account>
        <div class="languages" role="group" aria-label=${desk.common.language}>
          ${(['zh', 'en'] as const).map((each) => html`<button type="button" lang=${each === 'zh' ? 'zh-CN' : 'en'} aria-pressed=${language === each ? 'true' : 'false'}
            @click=${() => desk.change({ language: each })}>${each === 'zh' ? '中文' : 'EN'}</button>`)}
        </div>
      </header>
      <div role="alert">${desk.gone ? this.goneBanner() : nothing}</div>
      ${desk.ready ? this.body() : html`<main>${desk.trouble ? html`<div role="alert">${troubleText(desk.trouble)}</div>
        <button type="button" class="button" @click=${() => void desk.start()}>${desk.common.retry}</button>` : html`<p class="quiet">${say.loading}</p>`}</main>`}
      <p class="unseen" role="status">${desk.said}</p>`;
  }

  private body(): TemplateResult {
    const { say, desk } = this;
    const view = (name: 'list' | 'load', word: string) =>
      html`<button type="button" aria-pressed=${desk.filter.view === name ? 'true' : 'false'} @click=${() => desk.change({ view: name })}>${word}</button>`;
    return html`<jw-desk-filters .desk=${desk}></jw-desk-filters>
      <main class="desk-body" data-view=${desk.filter.view}>
        <div class="first">
          <div class="views" role="group" aria-label=${say.views}>${view('list', say.list)} ${view('load', say.load)}</div>
          ${desk.filter.view === 'list' ? html`<jw-desk-list .desk=${desk}></jw-desk-list>` : html`<jw-desk-load .desk=${desk}></jw-desk-load>`}
        </div>
        <jw-desk-map .desk=${desk}></jw-desk-map>
        <jw-desk-card .desk=${desk}></jw-desk-card>
      </main>`;
  }

  private goneBanner(): TemplateResult {
    const { say, desk } = this;
    return html`<p class="gone"><b>${say.gone}</b> <span>${say.goneText}</span>
      <button type="button" class="small" @click=${() => void desk.retryNow()}>${say.retry}</button></p>`;
  }
}

customElements.define('jw-desk', DeskRoot);
