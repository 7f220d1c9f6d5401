import { describe, expect, it } from 'vitest';
import { begun, ended, FRESH, hurried, isDue, isFinal, nextAt, revived, type Stage } from './queue.ts';

const NOW = 1_000_000;
const incident = { id: 7, code: 'E7' };
const why = { title: 'no', detail: '', remedy: '' };
const stored = { kind: 'stored', incident, again: false } as const;
const lost = { kind: 'lost', why: null } as const;

function after(...steps: ((stage: Stage) => Stage)[]): Stage {
  return steps.reduce((stage, step) => step(stage), FRESH);
}
const send = (stage: Stage) => begun(stage, NOW);

describe('a report on the phone', () => {
  it('is sent when the service stored it', () => {
    expect(after(send, (stage) => ended(stage, stored, NOW))).toEqual({ kind: 'sent', at: NOW, incident, again: false });
  });

  it('waits longer after each lost try, and at most a quarter of a minute', () => {
    const waits: number[] = [];
    let stage: Stage = FRESH;
    for (let each = 0; each < 7; each++) {
      stage = ended(begun(hurried(stage), NOW), lost, NOW);
      waits.push(((nextAt([stage]) ?? NaN) - NOW) / 1000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 15, 15, 15]);
    expect(isDue(stage, NOW)).toBe(false);
    expect(isDue(stage, NOW + 15_000)).toBe(true);
    expect(isDue(hurried(stage), NOW)).toBe(true);
  });

  it('keeps the reason of a refusal and is not sent again by itself', () => {
    const stage = after(send, (each) => ended(each, { kind: 'refused', why }, NOW));
    expect(stage).toEqual({ kind: 'refused', at: NOW, why });
    expect(isDue(hurried(stage), Infinity)).toBe(false);
    expect(() => begun(stage, NOW)).toThrow('refused');
  });

  it('waits again when the page was closed while it was sent', () => {
    expect(isDue(revived(after(send)), NOW)).toBe(true);
    expect(revived(after(send, (stage) => ended(stage, stored, NOW))).kind).toBe('sent');
  });

  it('stays sent when an earlier try is answered late', () => {
    const sent = after(send, (stage) => ended(stage, stored, NOW));
    expect(ended(sent, lost, NOW)).toBe(sent);
    expect(ended(sent, { kind: 'refused', why }, NOW)).toBe(sent);
  });

  it('is stored by a late answer even if it waits again', () => {
    expect(ended(revived(after(send)), { ...stored, again: true }, NOW).kind).toBe('sent');
  });
});

it.each([
  [400, true], [403, true], [404, true], [409, true], [413, true], [422, true],
  [401, false], [408, false], [425, false], [429, false], [500, false], [502, false], [503, false],
])('status %i is final: %s', (status, final) => {
  expect(isFinal(status)).toBe(final);
});

it('nothing waits when nothing is waiting', () => {
  expect(nextAt([])).toBeNull();
  expect(nextAt([begun(FRESH, NOW)])).toBeNull();
});
