/** How long a move of a map takes, in milliseconds: none where the reader wants no motion. */

const MOVE_MS = 350;

export function moveTime(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : MOVE_MS;
}
