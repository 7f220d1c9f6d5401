import { describe, expect, it } from 'vitest';
import type { Layer } from '../registry.ts';
import { addressOf, FIRST, fromHash, measuredBy, toHash } from './question.ts';
import { apiOf, curlOf, pythonOf, sqlOf, type Around } from './snippets.ts';

const text = { zh: '', en: '' };
const field = (name: string, type: 'text' | 'integer') => ({ name, type, label: text, unit: null, ref: null, choices: [] });
const unit = {
  id: 'unit', label: text, geometry: 'Point', parent: null, parent_field: null, zooms: null, cluster_below: null, look: null,
  fields: [field('name', 'text'), field('level', 'integer')], withheld: { field: 'level', value: 4 },
} satisfies Layer;
const around: Around = { origin: 'http://h:1', layer: unit, isDerived: false, run: null, today: '2026-09-01', signedIn: false };

describe('a question', () => {
  it('comes back from its hash', () => {
    const asked = { ...FIRST, about: 'unit', filters: { name: "O'Neil & 同" }, asOf: '2026-02-03', limit: '500' };
    expect(fromHash(toHash(asked))).toEqual(asked);
    expect(toHash(FIRST)).toBe('#');
    expect(fromHash('#lang=fr&as_of=2026-02-31&limit=7')).toEqual(FIRST);
  });

  it('is drawn in the colours of what it counts, unless it names others', () => {
    expect(fromHash('#index=circle.nursery').theme).toBe('circle_nursery');
    expect(fromHash('#index=h&theme=chain').theme).toBe('chain');
    for (const theme of ['chain', 'branch_coverage']) expect(fromHash(toHash({ ...FIRST, index: 'h', theme })).theme).toBe(theme);
    expect(toHash({ ...FIRST, index: 'h', theme: 'branch_coverage' })).toBe('#index=h');
  });

  it('asks only for what the API takes', () => {
    const asked = { ...FIRST, about: 'housing', preset: 'distance-5', reading: 'lenient', weight: 'buildings', within: 'street/3' };
    expect(addressOf(asked, false)).toBe('/housing?level=grid&within=street%2F3&limit=50');
    expect(addressOf({ ...asked, about: 'grid_coverage' }, true)).toBe('/collections/grid_coverage/items?preset=distance-5&reading=lenient&weight=buildings&count=true&limit=50');
    expect(measuredBy({ ...asked, about: 'coverage', asOf: '' }, false)).toEqual({ as_of: null, preset: 'distance-5', reading: 'lenient', weight: 'buildings' });
    expect(measuredBy({ ...asked, about: 'gaps' }, false)).toEqual({ as_of: null, preset: 'distance-5', reading: null, weight: null });
  });
});

describe('the snippets', () => {
  const asked = { ...FIRST, about: 'unit', filters: { name: "a'b", level: '2' } };

  it('keep quotes inside their text', () => {
    expect(sqlOf(asked, around)).toContain(`"name" = 'a''b'`);
    expect(curlOf(asked, around)).toContain('name=a%27b');
    expect(pythonOf(asked, around)).toContain('name=a%27b');
    expect(apiOf(asked, around)).toBe('http://h:1/collections/unit/items?as_of=&name='.replace('as_of=&', '') + 'a%27b&level=2&count=true&limit=50');
  });

  it('leave out in SQL what the service withholds, and never let a number be more than a number', () => {
    expect(sqlOf(asked, around)).toContain('"level" <> 4');
    expect(sqlOf({ ...asked, filters: { level: '2; DROP TABLE unit' } }, around)).toContain('"level" = NULL');
  });

  it('take a token along for who has signed in, and never hold one', () => {
    const own = { ...around, signedIn: true };
    expect(curlOf(asked, own)).toMatch(/^curl -sS -H "Authorization: Bearer \$COVERAGE_TOKEN" 'http/);
    expect(pythonOf(asked, own)).toContain(`headers={"Authorization": f"Bearer {os.environ['COVERAGE_TOKEN']}"}`);
    expect(sqlOf({ ...FIRST, about: 'gaps' }, { ...own, layer: null, run: 12 })).toContain('Bearer $COVERAGE_TOKEN');
    expect([curlOf, pythonOf].map((snippet) => snippet(asked, around)).join('')).not.toContain('TOKEN');
  });

  it('read the run of what is computed', () => {
    const sql = sqlOf({ ...FIRST, about: 'gaps' }, { ...around, layer: null, run: 12 });
    expect(sql).toContain('WHERE id = 12');
    expect(sql).toContain('/runs/12/gaps.csv');
  });
});
