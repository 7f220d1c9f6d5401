/** What things of the desk are called in the reader's language. */

import type { Desk } from './desk.ts';
import type { Incident } from './service.ts';

export function categoryWord({ rules, filter }: Desk, category: string): string {
  return rules.categories.find(({ id }) => id === category)?.label[filter.language] ?? category;
}

export function stateWord({ rules, filter }: Desk, state: string): string {
  return rules.states.find(({ id }) => id === state)?.label[filter.language] ?? state;
}

/** What an incident is called in a list: its kind and its code. */
export function incidentWord(desk: Desk, { category, code, id }: Incident): string {
  return `${categoryWord(desk, category)} ${code ?? id}`;
}

export function areaWord({ areas }: Desk, within: string): string {
  const [layer = '', id] = within.split('/');
  const known = layer === 'street' || layer === 'community' || layer === 'grid' ? areas[layer] : [];
  return known.find((area) => String(area.id) === id)?.name ?? within;
}
