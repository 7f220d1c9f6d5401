/** When to try again after the server stopped answering: 1, 2, 4, 8, then every 15 seconds. */

const FIRST_S = 1;
const LONGEST_S = 15;

export function waitBefore(attempt: number): number {
  return Math.min(FIRST_S * 2 ** Math.max(attempt, 0), LONGEST_S);
}
