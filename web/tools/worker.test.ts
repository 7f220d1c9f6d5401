import { expect, it } from 'vitest';
import { filesOf, type Chunk } from './worker.ts';

const chunk = (imports: string[] = [], dynamicImports: string[] = [], styles: string[] = []): Chunk => ({ imports, dynamicImports, styles });

it('a page keeps what it leads to, lazily too, once each, with the styles, and nothing of other pages', () => {
  const chunks = {
    'work.js': chunk(['shared.js'], ['map.js'], ['work.css']),
    'map.js': chunk(['shared.js', 'work.js'], [], ['map.css']),
    'shared.js': chunk(),
    'planner.js': chunk(['shared.js'], [], ['planner.css']),
  };
  expect(filesOf('work.js', chunks)).toEqual(['map.css', 'map.js', 'shared.js', 'work.css', 'work.js']);
});
