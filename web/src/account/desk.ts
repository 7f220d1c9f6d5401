/** The story of the sign-in page: a link is used or somebody signs in, shows a second factor, and looks after the account. */

import { isLanguage, LANGUAGE_TAGS, type Language } from '../i18n.ts';
import { ServerProblem, Transport, troubleOf } from '../server/transport.ts';
import type { Trouble } from '../state.ts';
import { addressOf, pageNamed, pageOf, type PageName } from './pages.ts';
import { AccountService, type MadeToken, type Proof, type Session, type Token, type TotpKey } from './service.ts';
import { accountWords, type AccountWords } from './words.ts';

/** What the page asks for next. */
export type Step = 'loading' | 'sign-in' | 'set-up' | 'code' | 'totp' | 'recovery' | 'account';

export class SignInDesk extends EventTarget {
  readonly service: AccountService;
  language: Language = 'zh';
  step: Step = 'loading';
  session: Session | null = null;
  trouble: Trouble | null = null;
  busy = false;
  /** The password was right, and the code of the phone is asked for as well. */
  codeAsked = false;
  totp: TotpKey | null = null;
  recovery: readonly string[] = [];
  tokens: readonly Token[] = [];
  daysMost = 366;
  made: MadeToken | null = null;
  said = '';
  /** Why the way over the provider did not end here; the subject that nobody knows yet. */
  oidc: { subject: string } | 'failed' | null = null;
  private readonly transport = new Transport();
  private secret = '';
  private next: PageName | null = null;
  /** Held for a moment: a second factor is set up right after signing in without asking again. */
  private password = '';

  constructor() {
    super();
    this.service = new AccountService(this.transport);
  }

  get say(): AccountWords {
    return accountWords(this.language);
  }

  /** From now on the address is followed, also that of a link that is opened while the page is. */
  async start(): Promise<void> {
    addEventListener('hashchange', () => void this.begin());
    await this.begin();
  }

  async begin(): Promise<void> {
    const told = new URLSearchParams(location.hash.slice(1));
    this.secret = told.get('setup') ?? '';
    this.next = pageNamed(told.get('next'));
    const subject = told.get('unknown');
    this.oidc = subject !== null ? { subject } : told.has('refused') ? 'failed' : null;
    const language = told.get('lang') ?? undefined;
    // neither the history nor a shoulder keeps the secret
    history.replaceState(null, '', location.pathname);
    this.speak(isLanguage(language) ? language : 'zh');
    await this.trying(async () => this.arrived(await this.service.session(), told.has('entered')));
  }

  speak(language: Language): void {
    this.language = language;
    this.transport.speak(language);
    document.documentElement.lang = LANGUAGE_TAGS[language];
    document.title = this.say.documentTitle;
    this.tell();
  }

  async signIn(login: string, password: string, code: string): Promise<void> {
    await this.trying(async () => {
      try {
        this.password = password;
        this.arrived(await this.service.signIn(login, password, code), true);
        this.codeAsked = false;
      } catch (error) {
        const isCode = error instanceof ServerProblem && error.code === 'totp-needed';
        if (!isCode) throw error;
        this.codeAsked = true;
      }
    });
  }

  async setUp(password: string): Promise<void> {
    await this.trying(async () => {
      this.password = password;
      const session = await this.service.setUp(this.secret, password);
      this.secret = '';
      this.arrived(session, true);
    });
  }

  async showCode(code: string): Promise<void> {
    await this.trying(async () => this.arrived(await this.service.showTotp(code), true));
  }

  async beginTotp(password: string): Promise<void> {
    await this.trying(async () => {
      this.totp = await this.service.beginTotp(password === '' ? this.password : password);
      this.password = '';
      this.step = 'totp';
    });
  }

  async confirmTotp(code: string): Promise<void> {
    await this.trying(async () => {
      this.recovery = await this.service.confirmTotp(code);
      this.totp = null;
      this.step = 'recovery';
    });
  }

  /** The recovery codes are kept: on to where one wanted to go. */
  async goOn(): Promise<void> {
    this.recovery = [];
    await this.trying(async () => this.arrived(await this.service.session(), true));
  }

  async changePassword(password: string, next: string): Promise<boolean> {
    return this.trying(async () => {
      this.session = await this.service.changePassword(password, next);
      this.made = null;
      await this.readTokens();
      this.said = this.say.changed;
    });
  }

  async signOut(everywhere: boolean): Promise<void> {
    await this.trying(async () => {
      await this.service.signOut(everywhere);
      this.made = null;
      this.next = null;
      this.arrived(await this.service.session());
    });
  }

  async makeToken(name: string, roles: string[], days: number, proof: Proof): Promise<boolean> {
    return this.trying(async () => {
      this.made = await this.service.makeToken(name, roles, days, proof);
      await this.readTokens();
    });
  }

  async deleteToken(id: number): Promise<void> {
    await this.trying(async () => {
      await this.service.deleteToken(id);
      if (this.made?.id === id) this.made = null;
      await this.readTokens();
    });
  }

  /** Whether a second factor can be set up without asking for the password again; some accounts have none. */
  get holdsPassword(): boolean {
    return this.password !== '' || this.session?.has_password === false;
  }

  announce(text: string): void {
    this.said = text;
    this.tell();
  }

  private tell(): void {
    this.dispatchEvent(new Event('change'));
  }

  /** A session, or none, was answered; `led` leads on to the page that one came for when nothing else is needed. */
  private arrived(session: Session, led = false): void {
    this.session = session;
    if (session.account === null) this.step = this.secret === '' ? 'sign-in' : 'set-up';
    else if (this.secret !== '') this.step = 'set-up';
    else if (session.code_needed) this.step = 'code';
    else if (session.totp === 'required') this.step = 'totp';
    else {
      this.password = '';
      this.step = 'account';
      if (led || this.next !== null) location.assign(addressOf(this.next ?? pageOf(session.roles), this.language));
      else void this.trying(() => this.readTokens());
    }
  }

  private async readTokens(): Promise<void> {
    const { tokens, days_most } = await this.service.tokens();
    this.tokens = tokens;
    this.daysMost = days_most;
  }

  private async trying(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.trouble = null;
    this.said = '';
    this.tell();
    let done = false;
    try {
      await act();
      done = true;
    } catch (error) {
      this.trouble = troubleOf(error, this.language);
    }
    this.busy = false;
    this.tell();
    return done;
  }
}
