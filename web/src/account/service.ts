/** What the pages ask the service of accounts. */

import type { components } from '../api.gen.ts';
import type { Transport } from '../server/transport.ts';

type Schemas = components['schemas'];

export type Session = Schemas['SessionDocument'];
export type Grant = Schemas['GrantDocument'];
export type Token = Schemas['TokenDocument'];
export type MadeToken = Schemas['MadeToken'];
export type TotpKey = Schemas['TotpBegun'];

/** What shows once more who sits here; empty where it is not asked for. */
export interface Proof {
  password: string;
  code: string;
}

export class AccountService {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  session(): Promise<Session> {
    return this.transport.json('/session');
  }

  signIn(login: string, password: string, code: string): Promise<Session> {
    return this.transport.json('/session', { sent: { login, password, ...(code === '' ? {} : { code }) } });
  }

  /** Uses a one-time link. */
  setUp(secret: string, password: string): Promise<Session> {
    return this.transport.json('/setup', { sent: { secret, password } });
  }

  changePassword(password: string, next: string): Promise<Session> {
    return this.transport.json('/session/password', { sent: { password, new: next } });
  }

  beginTotp(password: string): Promise<TotpKey> {
    return this.transport.json('/session/totp', { sent: { password } });
  }

  /** The first code of a new second factor; the answer are the recovery codes. */
  async confirmTotp(code: string): Promise<string[]> {
    return (await this.transport.json<Schemas['TotpConfirmed']>('/session/totp', { sent: { code } })).recovery_codes;
  }

  /** The second factor of a session that began without it. */
  showTotp(code: string): Promise<Session> {
    return this.transport.json('/session/totp', { sent: { code } });
  }

  async signOut(everywhere: boolean): Promise<void> {
    await this.transport.answer(everywhere ? '/sessions' : '/session', { method: 'DELETE' });
  }

  tokens(): Promise<Schemas['Tokens']> {
    return this.transport.json('/tokens');
  }

  makeToken(name: string, roles: string[], days: number, proof: Proof): Promise<MadeToken> {
    const shown = Object.fromEntries(Object.entries(proof).filter(([, value]) => value !== ''));
    return this.transport.json('/tokens', { sent: { name, roles, days, ...shown } });
  }

  async deleteToken(id: number): Promise<void> {
    await this.transport.answer(`/tokens/${id}`, { method: 'DELETE' });
  }
}
