/** Names under the bars of a chart: short enough not to touch the next one. */

const WHOLE = 7;
const HEAD = 2;
const TAIL = 4;

/** A long name keeps its beginning and its end: neighbours differ in the last characters («信堤…第3网格»). */
export function shortName(name: string): string {
  const signs = Array.from(name);
  return signs.length <= WHOLE ? name : `${signs.slice(0, HEAD).join('')}…${signs.slice(-TAIL).join('')}`;
}
