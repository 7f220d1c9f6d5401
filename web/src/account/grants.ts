/** How do a grant and a moment read? */

import { LANGUAGE_TAGS, type Language } from '../i18n.ts';
import type { Grant } from './service.ts';
import type { AccountWords } from './words.ts';

export function grantWords(grant: Grant, say: AccountWords): string {
  const role = say.roles[grant.role] ?? grant.role;
  return `${role} · ${grant.layer === null ? say.everywhere : (grant.name ?? grant.code ?? `${grant.layer} ${String(grant.id)}`)}`;
}

export function moment(text: string, language: Language): string {
  return new Intl.DateTimeFormat(LANGUAGE_TAGS[language], { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(new Date(text));
}
