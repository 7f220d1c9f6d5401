/** A colour of `styles/tokens.css` as the canvas needs it: canvases do not read style sheets. */
export function token(name: `--${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
