import { expect, test } from 'vitest';
import { pageNamed, pageOf, signInAddress } from './pages.ts';

test('only names of own pages lead on, whatever the address says', () => {
  expect(pageNamed('work')).toBe('work');
  for (const other of [null, '', 'https://evil.example', '//evil.example', '/desk', 'toString', '__proto__', 'constructor']) expect(pageNamed(other)).toBe(null);
});

test('whoever did not come from a page is led to the one of their first role', () => {
  expect(pageOf(['planner', 'worker'])).toBe('work');
  expect(pageOf(['analyst'])).toBe('analyst');
  expect(pageOf([])).toBe('map');
});

test('the page that one came from is named in the fragment, which is not sent', () => {
  expect(signInAddress('desk', 'en')).toBe('/sign-in#next=desk&lang=en');
});
