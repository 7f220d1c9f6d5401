import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const WEB = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A file of an npm package that pages outside the map use: `file` inside `package`, served as `/vendor/{as}`. */
export interface Vendored {
  package: string;
  file: string;
  as: string;
}

/** What the offline `/docs` needs; the rest is listed in `vendor.json`. */
const SWAGGER_UI: Vendored[] = [
  'swagger-ui.css',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'favicon-32x32.png',
  'LICENSE',
].map((file) => ({ package: 'swagger-ui-dist', file, as: `swagger-ui/${file}` }));

/** Every vendored file, checked: an entry leaves neither its package nor the vendor folder. */
export function vendored(listPath = join(WEB, 'vendor.json')): Vendored[] {
  const listed = existsSync(listPath) ? (JSON.parse(readFileSync(listPath, 'utf8')) as Vendored[]) : [];
  const all = [...SWAGGER_UI, ...listed];
  for (const entry of all) {
    for (const part of [entry.package, entry.file, entry.as]) {
      if (typeof part !== 'string' || part === '' || part.startsWith('/') || part.split('/').includes('..')) {
        throw new Error(`vendor.json: ${JSON.stringify(entry)} needs package, file and as, without «..»`);
      }
    }
  }
  return all;
}

/** Copies the vendored files into the build; a missing one stops the build with its name. */
export function vendor(): Plugin {
  let outDir = '';
  return {
    name: 'jingwei-vendor',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of vendored()) copy(entry, join(outDir, 'vendor'));
    },
  };
}

function copy(entry: Vendored, folder: string): void {
  const source = join(WEB, 'node_modules', entry.package, entry.file);
  if (!existsSync(source)) {
    const near = existsSync(dirname(source)) ? readdirSync(dirname(source)).join(', ') : 'no such folder';
    throw new Error(`vendor.json: ${entry.package} has no ${entry.file} (there: ${near})`);
  }
  const target = join(folder, entry.as);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(source, target, { recursive: true });
}
