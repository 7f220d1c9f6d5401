/** The words of the map in the reader's language: two objects of one type, Chinese first. */

import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';

export type Language = 'zh' | 'en';

/** A word in both languages, as the registry gives it. */
export type Label = Record<Language, string>;

/** Every sentence that the map can say. */
export type Words = typeof zh;

const WORDS: Record<Language, Words> = { zh, en };

/** The value of the document's `lang` attribute. */
export const LANGUAGE_TAGS: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

export function words(language: Language): Words {
  return WORDS[language];
}

export function isLanguage(word: string | undefined): word is Language {
  return word === 'zh' || word === 'en';
}
