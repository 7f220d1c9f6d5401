/** Figures as a table that other programs read. */

import type { ChangedFigure, Difference } from '../server/whatif.ts';

const PARTS = ['covered', 'not_covered', 'unknown', 'total', 'share'] as const;

/** A formula would be run by a spreadsheet that opens the file. */
const FORMULA = /^[=+\-@＝＋－＠\t\r\n]/;

/** One line per figure, before and after, with the run that they start from; CSV as RFC 4180 has it. */
export function csvOf({ figures, run }: Pick<Difference, 'figures' | 'run'>): string {
  const head = ['layer', 'id', 'name', 'index', 'category', ...PARTS.map((part) => `before_${part}`), ...PARTS.map((part) => `after_${part}`), 'run'];
  const line = (figure: ChangedFigure) => [
    figure.layer,
    figure.id,
    figure.name,
    figure.index,
    figure.category,
    ...PARTS.map((part) => figure.before[part]),
    ...PARTS.map((part) => figure.after[part]),
    run.id,
  ];
  return [head, ...figures.map(line)].map((cells) => cells.map(cell).join(',')).join('\r\n') + '\r\n';
}

function cell(value: string | number | null | undefined): string {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
