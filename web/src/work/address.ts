/** What the page shows, as its address says it: `#tab=grids&at=building/12`. */

export const TABS = ['here', 'grids', 'report', 'incidents', 'outbox'] as const;
export type Tab = (typeof TABS)[number];

export interface At {
  layer: 'building' | 'incident';
  id: number;
}

export interface Shown {
  tab: Tab;
  at: At | null;
}

/** The first word of a page that was never opened. */
export const FIRST: Tab = 'grids';

export function fromHash(hash: string): Shown {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const tab = TABS.find((each) => each === given.get('tab')) ?? FIRST;
  const match = /^(building|incident)\/([1-9][0-9]{0,15})$/.exec(given.get('at') ?? '');
  return { tab, at: match ? { layer: match[1] as At['layer'], id: Number(match[2]) } : null };
}

export function toHash({ tab, at }: Shown): string {
  return `#tab=${tab}${at ? `&at=${at.layer}/${at.id}` : ''}`;
}
