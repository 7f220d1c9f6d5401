import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

/** The page that opens without a network, its address, and its service worker. */
const PAGE = 'work.html';
const ADDRESS = '/work';
const WORKER = 'work-sw.js';
const WORKER_SOURCE = 'src/work/sw.ts';

/** Files of `public/` that the page names. */
const NAMED = ['work.webmanifest', 'favicon.svg', ...['180', '192', '512', 'mask-512'].map((size) => `icons/work-${size}.png`)];

/**
 * The oldest browsers that the pages are written down to: phones that are sold no longer but carried still (an iPhone 6s, an
 * Android whose built-in browser stopped in 2020).
 */
export const OLDEST = ['chrome84', 'firefox78', 'ios14.5', 'safari14.1'];

/** What the page needs of a bundle: the files that it leads to by imports, the lazy ones too, and their styles. */
export function filesOf(entry: string, chunks: Readonly<Record<string, Chunk>>): string[] {
  const found = new Set<string>();
  const waiting = [entry];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = chunks[name];
    if (found.has(name) || !chunk) continue;
    found.add(name);
    for (const style of chunk.styles) found.add(style);
    waiting.push(...chunk.imports, ...chunk.dynamicImports);
  }
  return [...found].sort();
}

export interface Chunk {
  imports: readonly string[];
  dynamicImports: readonly string[];
  styles: readonly string[];
}

/**
 * Builds the service worker as one plain script at an address that stays, and writes ahead of it what it keeps: the files of
 * the page, and a version that changes with any of them. Runs when everything is written, so that the hash is that of the
 * served bytes.
 */
export function workerShell(): Plugin {
  let outDir = '';
  let root = '';
  let files: string[] = [];
  return {
    name: 'jingwei-worker-shell',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(root, config.build.outDir);
    },
    generateBundle(_, bundle) {
      const chunks: Record<string, Chunk> = {};
      let entry = '';
      for (const [name, made] of Object.entries(bundle)) {
        if (made.type !== 'chunk') continue;
        const styles = [...(made.viteMetadata?.importedCss ?? [])];
        chunks[name] = { imports: made.imports, dynamicImports: made.dynamicImports, styles };
        if (made.isEntry && made.facadeModuleId?.endsWith(`/${PAGE}`)) entry = name;
      }
      if (entry === '') throw new Error(`the build has no entry for ${PAGE}`);
      files = filesOf(entry, chunks);
    },
    async closeBundle() {
      const path = join(outDir, WORKER);
      if (files.length === 0) return;
      await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'warn',
        build: { outDir, emptyOutDir: false, target: OLDEST, lib: { entry: join(root, WORKER_SOURCE), formats: ['iife'], name: 'worker', fileName: () => WORKER } },
      });
      const kept = [...files, ...NAMED].sort();
      const digest = createHash('sha256');
      for (const file of [PAGE, ...kept]) digest.update(file).update('\0').update(readFileSync(join(outDir, file)));
      const shell = { version: digest.digest('hex').slice(0, 16), files: [ADDRESS, ...kept.map((file) => `/${file}`)] };
      writeFileSync(path, `self.WORK_SHELL=${JSON.stringify(shell)};\n${readFileSync(path, 'utf8')}`);
    },
  };
}
