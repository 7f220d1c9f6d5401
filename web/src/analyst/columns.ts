/** The columns of an answer: what a row holds, under which word, and by what the service can sort. */

import { formatCount, formatNumber, formatShare, formatValue } from '../format.ts';
import { isUnknown } from '../measure/figures.ts';
import { choiceWord, type Field, type Registry } from '../registry.ts';
import type { Figure } from '../server/measures.ts';
import { kindOf, type Question } from './question.ts';
import type { AnalystWords } from './words.ts';

export interface Row {
  id: number | null;
  /** The layer of which the row is a thing; null where it is none. */
  layer: string | null;
  values: Readonly<Record<string, unknown>>;
  geometry: GeoJSON.Geometry | null;
}

export interface Column {
  name: string;
  label: string;
  isNumber: boolean;
  isShare: boolean;
  /** Whether the service can sort by it. */
  sorts: boolean;
  field: Field | null;
}

const GAP_SORTS = ['rank', 'kind', 'category', 'level', 'households', 'gained_households', 'code'];

export function columnsOf(question: Question, registry: Registry, say: AnalystWords): Column[] {
  const kind = kindOf(question);
  if (kind === 'coverage') return coverageColumns(question, say);
  if (kind === 'housing') return housingColumns(registry, say);
  if (kind === 'gaps') return gapColumns(registry, say);
  const fields = registry.layer(question.about).fields;
  return [number('id', say.id), ...fields.map((field) => ofField(field, question))];
}

/** A cell as a reader sees it. */
export function cell(column: Column, row: Row, question: Question, say: AnalystWords): string {
  const value = row.values[column.name];
  if (column.name === 'name' && value === null && row.id === null) return row.layer === 'city' ? say.city : say.nowhere;
  const steps = row.values['steps'];
  if (value === null && typeof steps === 'number' && column.isNumber && !column.isShare) return formatCount(null, steps, question.language);
  if (column.name === 'share' && isUnknown(row.values as unknown as Figure)) return say.shareUnknown;
  if (value === null || value === undefined || value === '') return '–';
  if (column.isShare && typeof value === 'number') return formatShare(value, question.language);
  if (column.field) return formatValue(column.field, value, question.language);
  if (typeof value === 'number') return formatNumber(value, question.language, 1);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function ofField(field: Field, { language }: Question): Column {
  const isShare = field.unit === 'ratio';
  const isNumber = (field.type === 'integer' || field.type === 'real') && field.ref === null;
  return { name: field.name, label: field.label[language], isNumber, isShare, sorts: false, field };
}

function coverageColumns({ index }: Question, say: AnalystWords): Column[] {
  return [
    text('name', say.name), { ...number('share', say.share), isShare: true }, number('covered', say.covered), number('not_covered', say.notCovered), number('unknown', say.unknown), number('total', say.total),
    ...(index.startsWith('circle.') || index === 'completeness' ? [number('upper', say.upper)] : []), number('gaps', say.gapCount),
    number('households', say.households), number('buildings', say.buildings), text('code', say.code),
  ];
}

function housingColumns(registry: Registry, say: AnalystWords): Column[] {
  const category = registry.has('grid_coverage') ? registry.layer('grid_coverage').fields.find((one) => one.name === 'housing_category') : undefined;
  return [
    text('name', say.name), text('code', say.code), number('households', say.households),
    { ...text('category', say.category), field: category ?? null }, { ...number('deciding_share', say.deciding), isShare: true },
    number('scattered_households', say.scattered),
  ];
}

function gapColumns(registry: Registry, say: AnalystWords): Column[] {
  const fields = registry.has('gap') ? registry.layer('gap').fields : [];
  const field = (name: string) => fields.find((one) => one.name === name) ?? null;
  const columns = [
    number('rank', say.rank), { ...text('kind', say.kind), field: field('kind') }, text('title', say.what),
    number('gained_households', say.gained), number('households', say.households), text('remedy', say.remedy),
    { ...text('category', say.category), field: field('category') }, text('level', say.level), text('code', say.code),
  ];
  return columns.map((column) => ({ ...column, sorts: GAP_SORTS.includes(column.name) }));
}

/** What a row is called. */
export function nameOf(row: Row, question: Question, registry: Registry): string {
  const { name, title, code, kind } = row.values;
  if (typeof name === 'string' && name !== '') return name;
  if (typeof title === 'string') return title;
  if (typeof code === 'string' && code !== '') return code;
  const field = registry.has(question.about) ? registry.layer(question.about).fields.find((one) => one.name === 'kind') : undefined;
  if (field && typeof kind === 'string') return choiceWord(field, kind, question.language);
  return String(row.id ?? '');
}

function text(name: string, label: string): Column {
  return { name, label, isNumber: false, isShare: false, sorts: false, field: null };
}

function number(name: string, label: string): Column {
  return { name, label, isNumber: true, isShare: false, sorts: false, field: null };
}
