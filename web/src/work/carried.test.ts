import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../account/service.ts';
import type { Pack } from '../server/work.ts';
import { WorkDesk } from './desk.ts';
import { MemoryKeep } from './keep.ts';
import type { Entry } from './letter.ts';

const GRID = { id: 7, code: '990101001001007', name: '第七网格', label: '第七网格' };
const PACK = { made_at: '2026-11-25T08:00:00Z', doors: true, grids: [GRID], units: [{ id: 1 }], venues: [], categories: [], states: [], incidents: [{ id: 3, description: 'WORDS' }], buildings: [{ id: 9, grid_id: 7, entrances: [{ doors: [{ room: '101' }] }] }] } as unknown as Pack;
const LETTER = { id: 'one', account: 5, stage: { kind: 'refused', at: 0, why: { title: '', detail: '', remedy: '' } } } as unknown as Entry;
const held: { keep: unknown } = vi.hoisted(() => ({ keep: null }));

vi.mock('./keep.ts', async (original) => ({ ...(await original<typeof import('./keep.ts')>()), openKeep: () => Promise.resolve(held.keep) }));

function session(id: number | null): Session {
  return { account: id === null ? null : { id, login: 'wg0001', name: '' }, grants: [], trusted_local: false } as unknown as Session;
}

/** A phone of account 5 that carries a grid; the service answers its pack with a status, and is gone for all else. */
async function phone(status: number, roles = ['worker']): Promise<{ desk: WorkDesk; keep: MemoryKeep }> {
  vi.stubGlobal('fetch', (address: string) => {
    if (address.startsWith('/work/scope')) return Promise.resolve(Response.json({ roles, doors: true }));
    return Promise.resolve(Response.json({ title: '' }, { status: address.startsWith('/work/pack') ? status : 503 }));
  });
  const keep = new MemoryKeep();
  held.keep = keep;
  await Promise.all([keep.set('pack', PACK), keep.set('grids', [GRID]), keep.set('account', 5), keep.put(LETTER)]);
  const desk = new WorkDesk();
  await desk.start();
  return { desk, keep };
}

/** What is left on the phone: doors and words, chosen grids, letters. */
async function left(keep: MemoryKeep): Promise<[boolean, number, number]> {
  const pack = JSON.stringify(await keep.get('pack'));
  return [pack.includes('101') || pack.includes('WORDS'), (await keep.get('grids'))?.length ?? 0, (await keep.entries()).length];
}

afterEach(() => vi.unstubAllGlobals());

describe('what the phone carries', () => {
  it('stays for whoever it is for, also while the service is gone or stumbles', async () => {
    for (const status of [503, 500, 429]) {
      const { desk, keep } = await phone(status);
      await desk.told(session(5));
      expect(await left(keep)).toEqual([true, 1, 1]);
    }
  });

  it('goes when the session has ended; the choice of grids and what waits stay for its account', async () => {
    const { desk, keep } = await phone(503);
    await desk.told(session(null));
    expect(desk.lapsed).toBe(true);
    expect(await left(keep)).toEqual([false, 1, 1]);
    expect(desk.carried.building(9)).toBe(null);
  });

  it('goes with the choice of grids when somebody else signs in, and when its owner signs out; letters stay', async () => {
    const other = await phone(503);
    await other.desk.told(session(6));
    expect(await left(other.keep)).toEqual([false, 0, 1]);
    const own = await phone(503);
    await own.desk.signedOut();
    expect(await left(own.keep)).toEqual([false, 0, 1]);
  });

  it.each([401, 403, 404])('goes when the service answers its pack with %i', async (status) => {
    const { keep } = await phone(status);
    expect(await left(keep)).toEqual([false, 1, 1]);
  });

  it('goes when its account has no role any more', async () => {
    const { keep } = await phone(503, []);
    expect(await left(keep)).toEqual([false, 1, 1]);
  });
});
