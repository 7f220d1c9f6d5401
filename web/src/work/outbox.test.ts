import { beforeEach, describe, expect, it } from 'vitest';
import { ServerGone, ServerProblem } from '../server/transport.ts';
import { MemoryKeep } from './keep.ts';
import type { Letter } from './letter.ts';
import { Outbox } from './outbox.ts';

const why = { title: '类别未知', detail: '', remedy: '' };
const letter = (description: string): Letter => ({
  kind: 'report', where: '', photos: [{ type: 'image/jpeg', bytes: new ArrayBuffer(9) }],
  report: { category: 'environment', description, place: 'pin', lon: 114, lat: 30, crs: 'EPSG:4326', reported_at: '2026-11-25T08:00:00Z' },
});

/** A service that stores each id once, and may lose its answers or refuse. */
class Service {
  stored = new Map<string, number>();
  mood: 'well' | 'gone' | 'loses its answer' | 'refuses' | 'is tired' = 'well';

  /** Whose session it has. */
  signedIn: number | null = 7;
  as: (number | undefined)[] = [];

  readonly post = (id: string, _: Letter, account?: number) => {
    this.as.push(account);
    if (account !== undefined && account !== this.signedIn) return Promise.reject(new ServerProblem(401, why, 'other-account'));
    if (this.mood === 'gone') return Promise.reject(new ServerGone());
    if (this.mood === 'refuses') return Promise.reject(new ServerProblem(400, why));
    if (this.mood === 'is tired') return Promise.reject(new ServerProblem(500, why));
    const again = this.stored.has(id);
    if (!again) this.stored.set(id, this.stored.size + 1);
    const number = this.stored.get(id) ?? 0;
    if (this.mood === 'loses its answer') return Promise.reject(new ServerGone());
    return Promise.resolve({ incident: { id: number, code: `E${number}` }, again });
  };
}

describe('the outbox', () => {
  let keep: MemoryKeep;
  let service: Service;
  let outbox: Outbox;
  const stages = () => outbox.entries.map((entry) => entry.stage.kind);

  beforeEach(() => {
    keep = new MemoryKeep();
    service = new Service();
    outbox = new Outbox(keep, service.post);
  });

  it('sends in the order of writing and lets go of the photos', async () => {
    await outbox.add('a', letter('one'));
    await outbox.add('b', letter('two'));
    await outbox.flush();
    await expect.poll(stages).toEqual(['sent', 'sent']);
    expect([...service.stored.keys()]).toEqual(['a', 'b']);
    const kept = await keep.entries();
    expect(kept.map((entry) => (entry.letter.kind === 'report' ? entry.letter.photos.length : -1))).toEqual([0, 0]);
  });

  it('waits for whoever wrote it when the session has ended, and is never sent as somebody else', async () => {
    service.signedIn = null;
    await outbox.add('a', letter('one'), 7);
    await expect.poll(stages).toEqual(['waiting']);
    service.signedIn = 8;
    await outbox.hurry();
    expect(stages()).toEqual(['waiting']);
    expect(service.stored.size).toBe(0);
    service.signedIn = 7;
    outbox = new Outbox(keep, service.post);
    await outbox.load();
    await outbox.hurry();
    await expect.poll(stages).toEqual(['sent']);
    expect(service.as).toEqual([7, 7, 7]);
  });

  it('keeps everything while the service is gone, through a closed page, and sends it when it is back', async () => {
    service.mood = 'gone';
    await outbox.add('a', letter('one'));
    await outbox.add('b', letter('two'));
    await expect.poll(stages).toEqual(['waiting', 'waiting']);
    outbox = new Outbox(keep, service.post);
    await outbox.load();
    expect(stages()).toEqual(['waiting', 'waiting']);
    service.mood = 'well';
    await outbox.hurry();
    expect(stages()).toEqual(['sent', 'sent']);
  });

  it('is stored once when the answer was lost', async () => {
    service.mood = 'loses its answer';
    await outbox.add('a', letter('one'));
    await expect.poll(stages).toEqual(['waiting']);
    service.mood = 'well';
    await outbox.hurry();
    expect(outbox.entries[0]?.stage).toMatchObject({ kind: 'sent', again: true, incident: { code: 'E1' } });
    expect(service.stored.size).toBe(1);
  });

  it('shows a refusal with its reason, and goes on with the next', async () => {
    service.mood = 'refuses';
    await outbox.add('a', letter('one'));
    await expect.poll(stages).toEqual(['refused']);
    service.mood = 'well';
    await outbox.add('b', letter('two'));
    await expect.poll(stages).toEqual(['refused', 'sent']);
    expect(outbox.entries[0]?.stage).toMatchObject({ why });
    await outbox.discard('a');
    expect((await keep.entries()).map((entry) => entry.id)).toEqual(['b']);
  });

  it('tries again after a fault of the service, and says what it was', async () => {
    service.mood = 'is tired';
    await outbox.add('a', letter('one'));
    await expect.poll(() => outbox.entries[0]?.stage).toMatchObject({ kind: 'waiting', why });
  });

  it('takes what was being sent when the page was closed for waiting', async () => {
    await keep.put({ id: 'a', made_at: '2026-11-25T08:00:00Z', stage: { kind: 'sending', tries: 1, since: 0 }, letter: letter('one') });
    await outbox.load();
    expect(stages()).toEqual(['waiting']);
  });
});
