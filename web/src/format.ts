/** Values as a reader sees them: numbers grouped, dates in the reader's order, coded values as words. */

import { LANGUAGE_TAGS, words, type Language } from './i18n.ts';
import { choiceWord, type Field } from './registry.ts';

/** The time zone of the cities that the service maps; times travel as UTC. */
const TIME_ZONE = 'Asia/Shanghai';

const UNITS: Record<string, Record<Language, string>> = {
  m: { zh: '米', en: 'm' },
  m2: { zh: '平方米', en: 'm²' },
};

export function formatNumber(value: number, language: Language, digits = 0): string {
  return value.toLocaleString(LANGUAGE_TAGS[language], { maximumFractionDigits: digits });
}

/** A count that may be hidden outside the reader's areas: never empty and never nought then, but «<5*», which stands for all
 * hidden counts alike, small or not. */
export function formatCount(value: number | null, steps: number | null | undefined, language: Language, digits = 0): string {
  if (value !== null) return formatNumber(value, language, digits);
  return steps === null || steps === undefined ? '–' : `<${formatNumber(steps, language)}*`;
}

/** A difference with its sign; nought has none. */
export function formatSigned(value: number, language: Language, digits = 0): string {
  return value.toLocaleString(LANGUAGE_TAGS[language], { maximumFractionDigits: digits, signDisplay: 'exceptZero' }).replace('-', '−');
}

/** A share as a percentage; one that is not known reads as a dash. */
export function formatShare(share: number | null, language: Language): string {
  if (share === null) return '–';
  return share.toLocaleString(LANGUAGE_TAGS[language], { style: 'percent', maximumFractionDigits: 1 });
}

/** One value of a field; null, undefined and empty text read «not given». Years are not grouped. */
export function formatValue(field: Field, value: unknown, language: Language): string {
  const isCoarse = typeof field.steps === 'number';
  if (value === null || value === undefined || value === '') {
    return isCoarse ? words(language).hiddenOrNotGiven(formatNumber(field.steps ?? 0, language)) : words(language).notGiven;
  }
  if (typeof value === 'boolean') return value ? words(language).yes : words(language).no;
  if (typeof value === 'number') {
    const measure = formatMeasure(field, value, language);
    return isCoarse && value !== 0 ? words(language).about(measure) : measure;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (field.choices.length > 0) return choiceWord(field, text, language);
  if (field.type === 'date') return formatDate(text, language);
  if (field.type === 'datetime') return formatTime(text, language);
  return text;
}

/** Degrees with six decimals (about 0.1 m), longitude first: what other programs take. */
export function formatPlace(lon: number, lat: number): string {
  return `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
}

function formatMeasure(field: Field, value: number, language: Language): string {
  if (field.unit === 'ratio') return formatShare(value, language);
  const number = field.name.endsWith('_year') ? String(value) : formatNumber(value, language, field.type === 'real' ? 1 : 0);
  const unit = UNITS[field.unit ?? '']?.[language];
  return unit === undefined ? number : `${number} ${unit}`;
}

function formatDate(text: string, language: Language): string {
  const date = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return isNaN(date.getTime())
    ? text
    : date.toLocaleDateString(LANGUAGE_TAGS[language], { dateStyle: 'medium', timeZone: 'UTC' });
}

function formatTime(text: string, language: Language): string {
  const time = new Date(text);
  return isNaN(time.getTime())
    ? text
    : time.toLocaleString(LANGUAGE_TAGS[language], { dateStyle: 'medium', timeStyle: 'short', timeZone: TIME_ZONE });
}
