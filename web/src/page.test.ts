import { describe, expect, test } from 'vitest';
import { show } from './page.ts';

const pages = import.meta.glob<string>('../*.html', { query: '?raw', import: 'default', eager: true });
const scripts = import.meta.glob<string>(['./main.ts', './*/main.ts'], { query: '?raw', import: 'default', eager: true });

describe('while the script of a page is on its way', () => {
  test.each(Object.keys(pages))('%s says so in both languages, until its script shows what it is for', (address) => {
    const html = pages[address] ?? '';
    document.body.innerHTML = html.slice(html.indexOf('<body>') + 6, html.indexOf('</body>'));
    const page = document.querySelector('#page');
    expect(page?.textContent).toContain('正在打开…');
    expect(page?.querySelector('[lang=en]')?.textContent).toBe('Opening…');
    const root = document.createElement('main');
    show(root);
    expect([...(page?.childNodes ?? [])]).toEqual([root]);
  });

  test('every page has a script that does', () => {
    expect(Object.keys(scripts)).toHaveLength(Object.keys(pages).length);
    for (const source of Object.values(scripts)) {
      expect(source).toContain("styles/opening.css'");
      expect(source).toContain('\nshow(root);');
    }
  });
});
