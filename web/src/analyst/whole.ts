/** All rows that match a question, for what a single page cannot say: how a number is spread. */

import { readAnswer, type RawAnswer } from './answer.ts';
import type { Row } from './columns.ts';
import { addressOf, type Question } from './question.ts';

const PAGE_ROWS = '1000';

/** More are not read into a page: the chart says that it holds the first of them. */
export const ROWS_MOST = 20_000;

export interface Whole {
  rows: Row[];
  /** Whether these are all. */
  isAll: boolean;
}

/** Reads page after page until all rows are there, or as many as are read at most. */
export async function wholeOf(question: Question, isDerived: boolean, ask: (address: string) => Promise<RawAnswer>, most = ROWS_MOST): Promise<Whole> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page = readAnswer(question, await ask(addressOf(question, isDerived, PAGE_ROWS, cursor)));
    rows.push(...page.rows);
    cursor = page.cursor;
  } while (cursor !== null && rows.length < most);
  return { rows, isAll: cursor === null };
}
