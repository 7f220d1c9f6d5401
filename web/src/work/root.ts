/** The worker's page: what is asked about in the middle, five large buttons under the thumb. */

import { html, nothing, type TemplateResult } from 'lit';
import '../account/menu.ts';
import type { Session } from '../account/service.ts';
import { signInAddress } from '../account/pages.ts';
import { brandMark, icon } from '../ui/icons.ts';
import { TABS, type Tab } from './address.ts';
import './building.ts';
import './grids.ts';
import './here.ts';
import './incident.ts';
import './incidents.ts';
import './outbox_list.ts';
import { WorkPart } from './part.ts';
import './report.ts';

const ICONS: Record<Tab, Parameters<typeof icon>[0]> = { here: 'target', grids: 'grid', report: 'camera', incidents: 'list', outbox: 'tray' };

export class WorkRoot extends WorkPart {
  private seen = '';

  override render(): TemplateResult {
    const { say, desk } = this;
    const other = desk.language === 'zh' ? 'en' : 'zh';
    return html`<header class="head">
        ${brandMark}
        <h1>${say.tabs[desk.shown.tab]}</h1>
        ${desk.online ? nothing : html`<span class="pill">${say.offline}</span>`}
        <jw-account page="work" .language=${desk.language} @session=${(event: CustomEvent<Session>) => void desk.told(event.detail)}
          @left=${(event: CustomEvent<{ until: (done: Promise<void>) => void }>) => event.detail.until(desk.signedOut())}></jw-account>
        <button type="button" class="language" lang=${other === 'zh' ? 'zh-CN' : 'en'} @click=${() => void desk.speak(other)}>${other === 'zh' ? '中文' : 'EN'}</button>
      </header>
      <main id="main" tabindex="-1">
        ${desk.renewal ? html`<p class="notice">${say.newRelease} <button type="button" class="plain" @click=${() => desk.renewal?.()}>${say.renew}</button></p>` : nothing}
        ${desk.lapsed ? html`<p class="notice" role="alert">${say.lapsed} <a href=${signInAddress('work', desk.language)}>${say.signInAgain}</a></p>` : nothing}
        ${desk.ready ? (desk.keep.lasting ? nothing : html`<p class="notice" role="alert">${say.notLasting}</p>`) : nothing}
        ${desk.ready ? this.view() : html`<p class="quiet" role="status">${say.starting}</p>`}
      </main>
      <nav class="tabs" aria-label=${say.pages}>${TABS.map((tab) => this.tab(tab))}</nav>
      <p class="unseen" role="status">${desk.said}</p>`;
  }

  protected override updated(): void {
    const { tab, at } = this.desk.shown;
    const now = `${tab} ${at?.layer ?? ''} ${at?.id ?? ''}`;
    if (this.seen !== '' && this.seen !== now) {
      const main = this.querySelector<HTMLElement>('#main');
      main?.scrollTo(0, 0);
      main?.focus({ preventScroll: true });
    }
    this.seen = now;
  }

  private view(): TemplateResult {
    const { desk } = this;
    const { tab, at } = desk.shown;
    if (at?.layer === 'building') return html`<jw-work-building .desk=${desk}></jw-work-building>`;
    if (at?.layer === 'incident') return html`<jw-work-incident .desk=${desk}></jw-work-incident>`;
    switch (tab) {
      case 'here':
        return html`<jw-work-here .desk=${desk}></jw-work-here>`;
      case 'grids':
        return html`<jw-work-grids .desk=${desk}></jw-work-grids>`;
      case 'report':
        return html`<jw-work-report .desk=${desk}></jw-work-report>`;
      case 'incidents':
        return html`<jw-work-incidents .desk=${desk}></jw-work-incidents>`;
      case 'outbox':
        return html`<jw-work-outbox .desk=${desk}></jw-work-outbox>`;
    }
  }

  private tab(tab: Tab): TemplateResult {
    const { say, desk } = this;
    const left = tab === 'outbox' ? desk.outbox.count('waiting') + desk.outbox.count('sending') + desk.outbox.count('refused') : 0;
    return html`<button type="button" class="tab ${tab}" aria-current=${desk.shown.tab === tab ? 'page' : nothing} @click=${() => desk.go(tab)}>
      ${icon(ICONS[tab])}<span>${say.tabs[tab]}</span>
      ${left > 0 ? html`<b class="badge" aria-label=${say.stillHere(left)}>${left}</b>` : nothing}
    </button>`;
  }
}

customElements.define('jw-work', WorkRoot);
