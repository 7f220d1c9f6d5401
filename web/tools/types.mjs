// Writes src/api.gen.ts from an OpenAPI document: `npm run types -- openapi.json` (default: ../build/openapi.json).
// With `--check` it writes nothing and fails when the file on disk is not what would be written.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const TARGET = new URL('../src/api.gen.ts', import.meta.url);
const HEADER = '// Written by `npm run types` from the OpenAPI document of the service. Do not edit.\n\n';

const words = process.argv.slice(2);
const check = words.includes('--check');
const source = words.find((word) => !word.startsWith('--')) ?? '../build/openapi.json';
if (!existsSync(source)) {
  console.error(`${source} was not found: write it first with \`python tools/openapi.py\``);
  process.exit(2);
}
const document = JSON.parse(readFileSync(source, 'utf8'));
const written = HEADER + astToString(await openapiTS(document, { alphabetize: true }));
if (!check) writeFileSync(TARGET, written);
else if (!existsSync(TARGET) || readFileSync(TARGET, 'utf8') !== written) {
  console.error('src/api.gen.ts is stale: run `npm run types`');
  process.exit(1);
}
