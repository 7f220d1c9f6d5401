import { describe, expect, it } from 'vitest';
import type { ChangedFigure } from '../server/whatif.ts';
import type { Run } from '../server/measures.ts';
import { csvOf } from './table.ts';

const figure = (covered: number) => ({ covered, not_covered: 4 - covered, unknown: 0, total: 4, share: covered / 4 });
const of = (name: string | null): ChangedFigure => ({ layer: 'grid', id: 7, name, index: 'h', before: figure(1), after: figure(3) });
const table = (...figures: ChangedFigure[]) => csvOf({ figures, run: { id: 12 } as Run }).trimEnd().split('\r\n');

describe('the table of figures', () => {
  it('has a line for each figure, before and after, and names the run', () => {
    const [head, line] = table(of('东'));
    expect(head?.split(',')).toHaveLength(line?.split(',').length ?? 0);
    expect(line).toBe('grid,7,东,h,,1,3,0,4,0.25,3,1,0,4,0.75,12');
  });

  it('leaves out what is not known and keeps commas and quotes inside a cell', () => {
    expect(table(of(null))[1]).toMatch(/^grid,7,,h,,/);
    expect(table(of('a "b", c'))[1]).toContain('"a ""b"", c"');
  });

  it('hands no formula to a spreadsheet', () => {
    expect(table(of('=1+1'))[1]).toContain(",'=1+1,");
  });
});
