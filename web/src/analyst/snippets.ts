/** The same question for other tools: address, curl, Python with geopandas, and SQL on the PostGIS store. */

import type { Field, Layer } from '../registry.ts';
import { addressOf, kindOf, type Question } from './question.ts';

/** What a snippet must know beside the question. */
export interface Around {
  origin: string;
  /** Null for questions to a measurement. */
  layer: Layer | null;
  isDerived: boolean;
  /** The run behind computed figures, once the answer named it. */
  run: number | null;
  /** Whether the reader has signed in: without a personal token the same question is answered as to the public. */
  signedIn: boolean;
  /** Today in China: what a question without a day means. */
  today: string;
}

/** Where a personal token is kept, so that no snippet holds one; as in the notebook (names with JINGWEI_ are settings). */
export const TOKEN = 'COVERAGE_TOKEN';

const MOST_PER_PAGE = '1000';

/** The table of a run that holds what a question about computed things asks for. */
const RUN_TABLES: Record<string, string> = { gaps: 'gaps', gap: 'gaps', seam: 'gaps', housing: 'housing', building_coverage: 'buildings' };

export function apiOf(question: Question, around: Around): string {
  return around.origin + addressOf(question, around.isDerived);
}

/** One page: the one that the table shows first. */
export function curlOf(question: Question, around: Around): string {
  return called(apiOf(question, around), around);
}

function called(address: string, { signedIn }: Around): string {
  const key = signedIn ? ` -H "Authorization: Bearer $${TOKEN}"` : '';
  return `curl -sS${key} ${inShell(address)}`;
}

/** Every page, followed to the last; areas become a table, features a table with geometry. */
export function pythonOf(question: Question, around: Around): string {
  const kind = kindOf(question);
  const part = kind === 'coverage' || kind === 'housing' ? 'areas' : 'features';
  const address = around.origin + addressOf(question, around.isDerived, MOST_PER_PAGE);
  const table =
    part === 'areas'
      ? 'table = pd.json_normalize(rows)'
      : 'table = gpd.GeoDataFrame.from_features(rows, crs="EPSG:4326") if rows else gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")';
  const key = around.signedIn ? `, headers={"Authorization": f"Bearer {os.environ['${TOKEN}']}"}` : '';
  return `import json
${around.signedIn ? 'import os\n' : ''}import urllib.request

import ${part === 'areas' ? 'pandas as pd' : 'geopandas as gpd'}

address = ${inPython(address)}
rows = []
while address:
    with urllib.request.urlopen(urllib.request.Request(address${key})) as answer:
        page = json.load(answer)
    rows += page["${part}"]
    address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
${table}
print(len(table))
print(table.head())
`;
}

/** What is stored: the rows themselves, as on the day. What is computed: the run, because SQL stores and never decides. */
export function sqlOf(question: Question, around: Around): string {
  return around.layer !== null && !around.isDerived ? storedSql(question, around.layer, around.today) : runSql(question, around);
}

function storedSql(question: Question, layer: Layer, today: string): string {
  const day = `DATE ${inSql(question.asOf === '' ? today : question.asOf)}`;
  const columns = ['id', ...layer.fields.map((field) => quoted(field.name)), ...(layer.geometry === 'None' ? [] : ['geometry'])];
  const where = ['version_to IS NULL', `valid_from <= ${day}`, `(valid_to IS NULL OR valid_to > ${day})`];
  if (layer.withheld) where.push(`${quoted(layer.withheld.field)} <> ${literal(layer.withheld.value)}`);
  for (const [name, value] of Object.entries(question.filters)) {
    const field = layer.fields.find((one) => one.name === name);
    if (field && value !== '') where.push(`${quoted(name)} = ${typed(field, value)}`);
  }
  return `SELECT ${columns.join(', ')}\nFROM ${quoted(layer.id)}\nWHERE ${where.join('\n  AND ')}\nORDER BY id;\n`;
}

function runSql(question: Question, around: Around): string {
  const { origin, run } = around;
  const table = RUN_TABLES[question.about] ?? 'figures';
  const number = run === null ? '0' : String(run);
  return `-- SQL stores and never decides: coverage, gaps and housing are computed by the service and kept as runs.
-- The result of this run as a table:
--   ${called(`${origin}/runs/${number}/${table}.csv`, around)}
SELECT id, kind, definition, as_of, parameters, versions, digest, created_at
FROM metric_run
WHERE id = ${number};
`;
}

function typed(field: Field, value: string): string {
  if (field.type === 'integer' || field.type === 'real') return /^-?\d+(\.\d+)?$/.test(value) ? value : 'NULL';
  if (field.type === 'boolean') return value === 'true' ? 'TRUE' : 'FALSE';
  return field.type === 'date' ? `DATE ${inSql(value)}` : inSql(value);
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : inSql(value);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function inSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function inShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function inPython(text: string): string {
  return JSON.stringify(text);
}
