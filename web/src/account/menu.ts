/** Who am I? A button in the bar of every page: sign in; or my name, with my areas, my account, and the way out. */

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Language } from '../i18n.ts';
import { Transport } from '../server/transport.ts';
import { grantWords, moment } from './grants.ts';
import { signInAddress, type PageName } from './pages.ts';
import { AccountService, type Session } from './service.ts';
import { accountWords } from './words.ts';

const SHOWN_MOST = 8;

export class AccountMenu extends LitElement {
  static override properties = { language: {}, page: {}, session: { state: true }, open: { state: true } };
  declare language: Language;
  declare page: PageName;
  declare session: Session | null;
  declare open: boolean;
  private readonly transport = new Transport();
  private readonly service = new AccountService(this.transport);

  private readonly outside = (event: Event) => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  constructor() {
    super();
    this.language = 'zh';
    this.page = 'map';
    this.session = null;
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.outside);
    document.addEventListener('visibilitychange', this.look);
    this.look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.outside);
    document.removeEventListener('visibilitychange', this.look);
  }

  override render(): TemplateResult | typeof nothing {
    const { session } = this;
    const say = accountWords(this.language);
    if (session === null) return nothing;
    if (session.trusted_local) return html`<span class="account-mark" title=${say.trustedText}>${say.trusted}</span>`;
    if (session.account === null) return html`<a class="account-in" href=${signInAddress(this.page, this.language)}>${say.signIn}</a>`;
    return html`<button type="button" class="account-open" aria-expanded=${this.open ? 'true' : 'false'} aria-controls="account-card" @click=${() => (this.open = !this.open)}>
        ${session.codes_tried === null ? nothing : html`<span class="account-warned" role="img" aria-label=${say.codesTriedShort} title=${say.codesTriedShort}>!</span>`}${session.account.name === '' ? session.account.login : session.account.name}</button>
      ${this.open ? this.card(session) : nothing}`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('language')) this.transport.speak(this.language);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private card(session: Session): TemplateResult {
    const say = accountWords(this.language);
    const { grants } = session;
    return html`<section class="account-card" id="account-card" aria-label=${say.menu} @keydown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') this.close();
    }}>
      <p><b>${session.account?.login}</b></p>
      ${session.codes_tried === null ? nothing : html`<p class="wrong">${say.codesTried(session.codes_tried.count, moment(session.codes_tried.at, this.language))}</p>`}
      ${grants.length === 0 ? html`<p>${say.noGrants}</p>` : html`<h3>${say.areas}</h3><ul>${grants.slice(0, SHOWN_MOST).map((grant) => html`<li>${grantWords(grant, say)}</li>`)}
        ${grants.length > SHOWN_MOST ? html`<li>… ${grants.length - SHOWN_MOST}</li>` : nothing}</ul>`}
      ${session.expires_at === null ? nothing : html`<p class="quiet">${say.until(moment(session.expires_at, this.language))}</p>`}
      <a href="/sign-in#lang=${this.language}">${say.manage}</a>
      <button type="button" @click=${() => void this.signOut(false)}>${say.signOut}</button>
      <button type="button" @click=${() => void this.signOut(true)}>${say.signOutAll}</button>
    </section>`;
  }

  private close(): void {
    this.open = false;
    this.querySelector<HTMLElement>('.account-open')?.focus();
  }

  /** Who is signed in may change in another tab; a service that does not answer changes nothing here. */
  private readonly look = () => {
    if (document.visibilityState === 'hidden') return;
    this.service.session().then((session) => {
      const before = this.session?.account?.id;
      this.session = session;
      this.dispatchEvent(new CustomEvent('session', { detail: session }));
      if (before !== undefined && before !== session.account?.id && this.page !== 'work') location.reload();
    }, () => undefined);
  };

  /** What the page showed was for whoever was signed in: it begins anew. */
  private async signOut(everywhere: boolean): Promise<void> {
    try {
      await this.service.signOut(everywhere);
    } catch {
      return;
    }
    const waited: Promise<void>[] = [];
    this.dispatchEvent(new CustomEvent('left', { detail: { until: (done: Promise<void>) => waited.push(done) } }));
    await Promise.allSettled(waited);
    location.reload();
  }
}

customElements.define('jw-account', AccountMenu);
