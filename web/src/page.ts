/** Puts an application on its page, in the place of the words that stand there while its script is on its way. */
export function show(root: HTMLElement): void {
  const page = document.querySelector('#page');
  if (!page) return;
  page.textContent = '';
  page.append(root);
}
