/** The sign-in page: one card in the middle that asks for what is needed next, or shows the account. */

import { html, nothing, type TemplateResult } from 'lit';
import { brandMark } from '../ui/icons.ts';
import { troubleText } from '../ui/trouble.ts';
import { words } from '../i18n.ts';
import './account.ts';
import { AccountPart } from './part.ts';

export class SignInRoot extends AccountPart {
  static override properties = { ...AccountPart.properties, differ: { state: true } };
  declare differ: boolean;
  private shown = '';

  constructor() {
    super();
    this.differ = false;
  }

  override render(): TemplateResult {
    const { say, desk } = this;
    return html`<header class="head">
        <h1>${brandMark}<span>${words(desk.language).appName} · ${desk.step === 'account' ? say.account : say.title}</span></h1>
        <a href="/#lang=${desk.language}">${say.toMap}</a>
        <div class="languages" role="group" aria-label=${say.language}>
          ${(['zh', 'en'] as const).map((each) => html`<button type="button" lang=${each === 'zh' ? 'zh-CN' : 'en'} aria-pressed=${desk.language === each ? 'true' : 'false'}
            @click=${() => desk.speak(each)}>${each === 'zh' ? '中文' : 'EN'}</button>`)}
        </div>
      </header>
      <main aria-busy=${desk.busy ? 'true' : 'false'}>
        <div role="alert">${desk.trouble ? troubleText(desk.trouble) : this.differ ? html`<p class="wrong">${say.differ}</p>` : nothing}</div>
        ${this.card()}
      </main>
      <p class="unseen" role="status">${desk.said}</p>`;
  }

  /** Whoever cannot see the page is led to what it asks for now. */
  protected override updated(): void {
    const now = `${this.desk.step} ${String(this.desk.codeAsked)} ${this.desk.totp?.key ?? ''}`;
    if (this.shown !== '' && this.shown !== now) (this.querySelector<HTMLElement>('main input') ?? this.querySelector<HTMLElement>('main h2'))?.focus();
    this.shown = now;
  }

  private card(): TemplateResult | typeof nothing {
    const { say, desk } = this;
    switch (desk.step) {
      case 'loading':
        return desk.busy ? html`<p class="quiet">${say.loading}</p>` : html`<button type="button" class="button" @click=${() => void desk.begin()}>${words(desk.language).retry}</button>`;
      case 'sign-in':
        return this.signIn();
      case 'set-up':
        return this.setUp();
      case 'code':
        return html`<form class="card" @submit=${(event: SubmitEvent) => void desk.showCode(this.filled(event)('code'))}>
          <h2 tabindex="-1">${say.codeTitle}</h2><p>${say.codeText}</p>${this.code()}
          <button class="button" ?disabled=${desk.busy}>${say.confirm}</button>
          <button type="button" class="plain" @click=${() => void desk.signOut(false)}>${say.other}</button>
        </form>`;
      case 'totp':
        return this.totp();
      case 'recovery':
        return html`<section class="card"><h2 tabindex="-1">${say.recoveryTitle}</h2><p>${say.recoveryText}</p>
          <ol class="codes">${desk.recovery.map((each) => html`<li><code>${each}</code></li>`)}</ol>
          <button type="button" class="button" @click=${() => void desk.goOn()}>${say.recoverySaved}</button></section>`;
      case 'account':
        return html`<jw-my-account .desk=${desk}></jw-my-account>`;
    }
  }

  private signIn(): TemplateResult {
    const { say, desk } = this;
    const ways = desk.session?.ways;
    const { oidc } = desk;
    return html`${oidc === null ? nothing : html`<p class="wrong" role="alert">${oidc === 'failed' ? say.oidcFailed : say.oidcUnknown(oidc.subject)}</p>`}
      ${ways?.password === true
        ? html`<form class="card" @submit=${(event: SubmitEvent) => {
            const field = this.filled(event);
            void desk.signIn(field('login'), field('password'), field('code'));
          }}>
            <h2 tabindex="-1">${say.title}</h2>
            <label>${say.login}<input name="login" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="60" autofocus /></label>
            ${this.secretField('password', say.password, 'current-password')}
            ${desk.codeAsked ? this.code() : nothing}
            <button class="button" ?disabled=${desk.busy}>${desk.busy ? say.signingIn : say.signIn}</button>
            ${ways.oidc ? html`<p class="or">${say.or}</p><a class="button second" href="/oidc/start">${say.by(ways.oidc.label)}</a>` : nothing}
            <p class="quiet">${say.noPassword}</p>
          </form>`
        : html`<section class="card"><h2 tabindex="-1">${say.title}</h2><p class="wrong">${say.openNetwork}</p></section>`}`;
  }

  private setUp(): TemplateResult {
    const { say, desk } = this;
    return html`<form class="card" @submit=${(event: SubmitEvent) => {
      const field = this.filled(event);
      this.differ = field('new') !== field('again');
      if (!this.differ) void desk.setUp(field('new'));
    }}>
      <h2 tabindex="-1">${say.setTitle}</h2><p>${say.setText}</p>
      ${this.secretField('new', say.newPassword, 'new-password')} ${this.secretField('again', say.again, 'new-password')}
      <button class="button" ?disabled=${desk.busy}>${say.setPassword}</button>
    </form>`;
  }

  private totp(): TemplateResult {
    const { say, desk } = this;
    const { totp } = desk;
    if (totp === null) {
      return html`<form class="card" @submit=${(event: SubmitEvent) => void desk.beginTotp(this.filled(event)('password'))}>
        <h2 tabindex="-1">${say.totpTitle}</h2><p>${desk.session?.totp === 'required' ? say.totpRequired : say.totpOffer}</p>
        ${desk.holdsPassword ? nothing : this.secretField('password', say.hold, 'current-password')}
        <button class="button" ?disabled=${desk.busy}>${say.totpBegin}</button>
        <button type="button" class="plain" @click=${() => void desk.signOut(false)}>${say.other}</button>
      </form>`;
    }
    return html`<form class="card" @submit=${(event: SubmitEvent) => void desk.confirmTotp(this.filled(event)('code'))}>
      <h2 tabindex="-1">${say.totpTitle}</h2><p>${say.totpKey}</p>
      <svg class="qr" viewBox="0 0 ${totp.qr.size} ${totp.qr.size}" role="img" aria-label=${say.totpQr} shape-rendering="crispEdges"><path d=${totp.qr.path}></path></svg>
      <p>${say.totpByHand}</p><p class="key"><code>${totp.key.match(/.{1,4}/g)?.join(' ')}</code></p>
      <p><a href=${totp.address}>${say.totpOpen}</a></p>
      <p>${say.totpThen}</p>${this.code()}
      <button class="button" ?disabled=${desk.busy}>${say.confirm}</button>
    </form>`;
  }

  private code(): TemplateResult {
    const { say } = this;
    return html`<label>${say.code}<input name="code" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" required maxlength="40" aria-describedby="code-hint" /></label>
      <p class="quiet" id="code-hint">${say.codeHint}</p>`;
  }

  private secretField(name: string, label: string, use: 'current-password' | 'new-password'): TemplateResult {
    return html`<label>${label}<input name=${name} type="password" autocomplete=${use} required maxlength="200" /></label>`;
  }
}

customElements.define('jw-sign-in', SignInRoot);
