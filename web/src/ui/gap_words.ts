/** A gap in the reader's words: its kind, where it is closed, what it is called. */

import type { App } from '../app.ts';
import type { Gap } from '../server/measures.ts';

/** The kind, and for the service circle which service is out of reach. */
export function gapKind(app: App, { kind, category }: Gap): string {
  const word = app.registry.word('gap', 'kind', kind, app.language);
  return category === null ? word : `${word} · ${app.registry.word('gap', 'category', category, app.language)}`;
}

export function gapLevel(app: App, { level }: Gap): string {
  return app.registry.has(level) ? app.registry.layer(level).label[app.language] : level;
}

/** What the gap is about: the thing's name, else its code. */
export function gapName(app: App, { name, code }: Gap): string {
  return name ?? code ?? app.say.noName;
}

/** What a place lacks, in words. */
export function lacking(app: App, { missing }: Gap): string {
  const { say, language } = app;
  const words: Record<string, string> = {
    branch: say.missingBranch,
    group: say.missingGroup,
    hub: say.missingHub,
    organisation: say.missingOrganisation,
  };
  return missing
    .map((what) => words[what] ?? app.registry.word('venue', 'category', what, language))
    .join(language === 'zh' ? '、' : ', ');
}
