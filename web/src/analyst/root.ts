/** The analyst's page: question at the left, answer in the middle, map and chart at the right; on a phone one below the other. */

import { html, type TemplateResult } from 'lit';
import '../account/menu.ts';
import { brandMark } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import './builder.ts';
import './chart.ts';
import './map.ts';
import { DeskPart } from './part.ts';
import './same.ts';
import './table.ts';

export class AnalystRoot extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    return html`<button type="button" class="skip" @click=${() => this.querySelector<HTMLElement>('#table-title')?.focus()}>${say.skip}</button>
      <header class="head">
        <h1>${brandMark}<span>${desk.common.appName} · ${say.title}</span></h1>
        <a href="/#lang=${desk.question.language}">${say.toMap}</a>
        <jw-account page="analyst" .language=${desk.question.language}></jw-account>
        <div class="languages" role="group" aria-label=${say.language}>
          ${(['zh', 'en'] as const).map((language) => html`<button type="button" lang=${language === 'zh' ? 'zh-CN' : 'en'}
            aria-pressed=${desk.question.language === language ? 'true' : 'false'} @click=${() => desk.change({ language })}>${language === 'zh' ? '中文' : 'EN'}</button>`)}
        </div>
      </header>
      ${desk.trouble ? html`<main role="alert">${troubleText(desk.trouble)}</main>` : desk.ready ? this.desks() : html`<main><p class="quiet">${say.loading}</p></main>`}
      <p class="unseen" role="status">${desk.said}</p>`;
  }

  private desks(): TemplateResult {
    const { desk } = this;
    return html`<main class="desk">
      <jw-builder .desk=${desk}></jw-builder>
      <div class="middle"><jw-result-table .desk=${desk}></jw-result-table><jw-same-question .desk=${desk}></jw-same-question></div>
      <div class="side"><jw-result-map .desk=${desk}></jw-result-map><jw-result-chart .desk=${desk}></jw-result-chart></div>
    </main>`;
  }
}

customElements.define('jw-analyst', AnalystRoot);
