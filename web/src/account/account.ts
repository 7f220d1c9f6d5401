/** One's own account: roles and areas, password, second factor, tokens, signing out. */

import { html, nothing, type TemplateResult } from 'lit';
import { addressOf, PAGES, type PageName } from './pages.ts';
import { grantWords, moment } from './grants.ts';
import { AccountPart } from './part.ts';
import type { Token } from './service.ts';

const DAYS = 90;

export class MyAccount extends AccountPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { session } = desk;
    if (!session?.account) return html``;
    const { account } = session;
    return html`<section class="card">
        <h2 tabindex="-1">${say.signedInAs(account.name === '' ? account.login : `${account.name}（${account.login}）`)}</h2>
        ${session.codes_tried === null ? nothing : html`<p class="wrong" role="alert">${say.codesTried(session.codes_tried.count, moment(session.codes_tried.at, desk.language))}</p>`}
        <h3>${say.areas}</h3>
        ${session.grants.length === 0 ? html`<p class="wrong">${say.noGrants}</p>` : html`<ul class="grants">${session.grants.map((grant) => html`<li>${grantWords(grant, say)}</li>`)}</ul>`}
        <p class="quiet">${session.expires_at === null ? '' : say.until(moment(session.expires_at, desk.language))}</p>
        <nav class="pages" aria-label=${say.pages}>${(Object.keys(PAGES) as PageName[]).map((page) => html`<a class="button second" href=${addressOf(page, desk.language)}>${say.pageNames[page]}</a>`)}</nav>
        <div class="two"><button type="button" class="button" @click=${() => void desk.signOut(false)}>${say.signOut}</button>
          <button type="button" class="button second" aria-describedby="out-all" @click=${() => void desk.signOut(true)}>${say.signOutAll}</button></div>
        <p class="quiet" id="out-all">${say.signOutAllText}</p>
      </section>
      ${this.tokens()} ${this.password()} ${this.secondFactor()}`;
  }

  private tokens(): TemplateResult {
    const { say, desk } = this;
    const roles = desk.session?.roles ?? [];
    return html`<section class="card">
      <h3>${say.tokens}</h3><p>${say.tokensText}</p>
      ${desk.made ? html`<div class="made" role="alert"><p>${say.tokenMade}</p><p class="key"><code>${desk.made.secret}</code></p>
          <button type="button" class="button second" @click=${() => void this.copy(desk.made?.secret ?? '')}>${say.copy}</button></div>` : nothing}
      ${desk.tokens.length === 0 ? html`<p class="quiet">${say.noTokens}</p>` : html`<ul class="tokens">${desk.tokens.map((token) => this.token(token))}</ul>`}
      ${roles.length === 0 ? nothing : html`<form @submit=${(event: SubmitEvent) => this.make(event)}>
        <label>${say.tokenName}<input name="name" required maxlength="60" placeholder="QGIS" /></label>
        <fieldset><legend>${say.tokenRoles}</legend>${roles.map((role) => html`<label class="tick"><input type="checkbox" name="role" value=${role} checked />${say.roles[role] ?? role}</label>`)}</fieldset>
        <label>${say.tokenDays}<input name="days" type="number" min="1" max=${desk.daysMost} value=${Math.min(DAYS, desk.daysMost)} required /></label>
        ${this.proof()}
        <button class="button" ?disabled=${desk.busy}>${say.makeToken}</button>
      </form>`}
    </section>`;
  }

  /** Once more who sits here: a token outlives the session. */
  private proof(): TemplateResult | typeof nothing {
    const { say, desk } = this;
    if (desk.session?.has_password === true) return html`<label>${say.hold}<input name="hold" type="password" autocomplete="current-password" required maxlength="200" /></label>`;
    if (desk.session?.totp === 'on') return html`<label>${say.code}<input name="code" autocomplete="one-time-code" required maxlength="40" /></label>`;
    return nothing;
  }

  private token(token: Token): TemplateResult {
    const { say, desk } = this;
    const used = token.used_at === null ? say.tokenUnused : say.tokenUsed(moment(token.used_at, desk.language));
    return html`<li><div><b>${token.name}</b> <span>${token.roles.map((role) => say.roles[role] ?? role).join(' · ')}</span>
        <p class="quiet">${say.tokenEnds(moment(token.ends_at, desk.language))} · ${used}</p></div>
      <button type="button" class="plain" aria-label=${say.deleteToken(token.name)} @click=${() => void desk.deleteToken(token.id)}>${say.remove}</button></li>`;
  }

  private password(): TemplateResult {
    const { say, desk } = this;
    if (desk.session?.has_password !== true) return html`<section class="card"><p>${say.noPasswordHere}</p></section>`;
    return html`<section class="card"><details><summary>${say.change}</summary>
      <form @submit=${(event: SubmitEvent) => void this.change(event)}>
        <label>${say.hold}<input name="hold" type="password" autocomplete="current-password" required maxlength="200" /></label>
        <label>${say.newPassword}<input name="new" type="password" autocomplete="new-password" required maxlength="200" /></label>
        <button class="button" ?disabled=${desk.busy}>${say.change}</button>
      </form></details></section>`;
  }

  private secondFactor(): TemplateResult {
    const { say, desk } = this;
    const isOn = desk.session?.totp === 'on';
    return html`<section class="card"><details><summary>${say.totpTitle}</summary>
      ${isOn ? html`<p>${say.totpOn}</p>` : html`<form @submit=${(event: SubmitEvent) => void desk.beginTotp(this.filled(event)('hold'))}>
        <p>${say.totpOffer}</p>
        ${desk.session?.has_password === true ? html`<label>${say.hold}<input name="hold" type="password" autocomplete="current-password" required maxlength="200" /></label>` : nothing}
        <button class="button" ?disabled=${desk.busy}>${say.totpBegin}</button></form>`}
      </details></section>`;
  }

  private make(event: SubmitEvent): void {
    const field = this.filled(event);
    const form = event.currentTarget as HTMLFormElement;
    const roles = new FormData(form).getAll('role').map(String);
    void this.desk.makeToken(field('name'), roles, Number(field('days')), { password: field('hold'), code: field('code') }).then((made) => {
      if (made) form.reset();
    });
  }

  private async change(event: SubmitEvent): Promise<void> {
    const field = this.filled(event);
    const form = event.currentTarget as HTMLFormElement;
    if (await this.desk.changePassword(field('hold'), field('new'))) form.reset();
  }

  private async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.desk.announce(this.say.copied);
  }
}

customElements.define('jw-my-account', MyAccount);
