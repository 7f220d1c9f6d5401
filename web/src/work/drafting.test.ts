import { describe, expect, it } from 'vitest';
import type { WorkDesk } from './desk.ts';
import { Drafting } from './drafting.ts';
import { MemoryKeep } from './keep.ts';
import type { Letter } from './letter.ts';
import { workWords } from './words.ts';

/** As much of a desk as a draft needs; `room` says whether the phone has any left. */
function deskWith(room: { left: boolean }) {
  const keep = new MemoryKeep();
  const put = keep.set.bind(keep);
  keep.set = (name, value) => (room.left ? put(name, value) : Promise.reject(new DOMException('', 'QuotaExceededError')));
  const letters: Letter[] = [];
  const desk = {
    keep, said: '', online: false, say: workWords('zh'), carried: { pack: null }, position: { fix: { lon: 114, lat: 30, accuracy_m: 5, at: 0 }, crs: 'EPSG:4326' },
    placeName: () => '第一网格', tell: () => undefined, announce(text: string) { this.said = text; },
    outbox: { add: (_: string, letter: Letter) => (room.left ? Promise.resolve(void letters.push(letter)) : Promise.reject(new DOMException('', 'QuotaExceededError'))) },
  };
  return { desk, letters, drafting: new Drafting(desk as unknown as WorkDesk) };
}

function written(drafting: Drafting): void {
  drafting.change({ category: 'environment', description: '垃圾', spot: { kind: 'pin', lon: 114, lat: 30 } });
}

describe('a draft', () => {
  it('is posted once however often the button is touched', async () => {
    const { drafting, letters } = deskWith({ left: true });
    written(drafting);
    const touches = await Promise.all([drafting.post(), drafting.post()]);
    expect(touches).toEqual([true, false]);
    expect(letters).toHaveLength(1);
    expect(drafting.isBlank).toBe(true);
  });

  it('does not come back with a position that arrives while it is posted', async () => {
    const { drafting } = deskWith({ left: true });
    written(drafting);
    drafting.wantsPosition = true;
    const posted = drafting.post();
    drafting.moved();
    await posted;
    expect(drafting.isBlank).toBe(true);
  });

  it('stays in hand, and says so, when the phone has no room', async () => {
    const room = { left: true };
    const { drafting, desk } = deskWith(room);
    written(drafting);
    room.left = false;
    expect(await drafting.post()).toBe(false);
    expect(drafting.draft.description).toBe('垃圾');
    expect(drafting.isFull).toBe(true);
    expect(desk.said).toContain('存储空间');
    room.left = true;
    expect(await drafting.post()).toBe(true);
  });
});
