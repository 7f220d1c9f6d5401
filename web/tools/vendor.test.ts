import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vendored } from './vendor.ts';

function listOf(entries: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'vendor-')), 'vendor.json');
  writeFileSync(path, JSON.stringify(entries));
  return path;
}

describe('the list of vendored files', () => {
  it('always holds what the offline documentation of the API needs', () => {
    expect(vendored(listOf([])).map((entry) => entry.as)).toContain('swagger-ui/swagger-ui-bundle.js');
  });

  it('takes further files', () => {
    const entry = { package: 'leaflet', file: 'dist/leaflet.js', as: 'leaflet/leaflet.js' };
    expect(vendored(listOf([entry]))).toContainEqual(entry);
  });

  it.each([
    { package: 'leaflet', file: '../secret', as: 'x' },
    { package: 'leaflet', file: 'a.js', as: '../../x' },
    { package: '/etc', file: 'passwd', as: 'x' },
    { package: 'leaflet', file: 'a.js' },
  ])('refuses %o', (entry) => {
    expect(() => vendored(listOf([entry]))).toThrow('vendor.json');
  });
});
