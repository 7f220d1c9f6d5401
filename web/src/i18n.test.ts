import { describe, expect, it } from 'vitest';
import { en } from './i18n/en.ts';
import { zh } from './i18n/zh.ts';
import { isLanguage, words } from './i18n.ts';

const CHINESE = /\p{Script=Han}/u;
const WITHOUT_WORDS = ['layersShown'];

function said(sentence: string | ((...given: never[]) => string)): string {
  return typeof sentence === 'string' ? sentence : (sentence as (...given: string[]) => string)('7', '9');
}

describe('the two languages', () => {
  it('have the same sentences', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it('take the same numbers of words to fill in', () => {
    for (const key of Object.keys(zh) as (keyof typeof zh)[]) {
      expect(typeof en[key], key).toBe(typeof zh[key]);
    }
  });

  it('speak Chinese in Chinese and only English in English', () => {
    for (const [key, sentence] of Object.entries(zh)) {
      if (!WITHOUT_WORDS.includes(key)) expect(said(sentence), key).toMatch(CHINESE);
    }
    for (const [key, sentence] of Object.entries(en)) {
      expect(said(sentence), key).not.toMatch(CHINESE);
      expect(said(sentence).trim(), key).not.toBe('');
    }
  });

  it('hold no sentence that nobody says', () => {
    const sources = import.meta.glob<string>(['./**/*.ts', '!./**/*.test.ts', '!./i18n/*'], {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const spoken = Object.values(sources).join('\n');
    for (const key of Object.keys(zh)) expect(spoken, key).toContain(`.${key}`);
  });

  it('are chosen by their code, and by nothing else', () => {
    expect(words('zh')).toBe(zh);
    expect(words('en')).toBe(en);
    expect(isLanguage('zh')).toBe(true);
    expect(isLanguage('zh-CN')).toBe(false);
    expect(isLanguage(undefined)).toBe(false);
  });
});
