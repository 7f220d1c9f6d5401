import { describe, expect, it } from 'vitest';
import { CLOSED, markMatch, onKey, type Combobox } from './combobox.ts';

const open = (active: number): Combobox => ({ open: true, active });

describe('keys in the search box', () => {
  it.each([
    ['ArrowDown', CLOSED, open(0)],
    ['ArrowDown', open(-1), open(0)],
    ['ArrowDown', open(1), open(2)],
    ['ArrowDown', open(2), open(-1)],
    ['ArrowUp', CLOSED, open(2)],
    ['ArrowUp', open(-1), open(2)],
    ['ArrowUp', open(0), open(-1)],
  ])('%s from %o moves through three hits and the text', (key, before, after) => {
    const outcome = onKey(before, key, 3);
    expect(outcome.box).toEqual(after);
    expect(outcome.handled).toBe(true);
  });

  it('Enter takes the active hit, or the best one', () => {
    expect(onKey(open(2), 'Enter', 3)).toMatchObject({ take: 2, box: CLOSED });
    expect(onKey(open(-1), 'Enter', 3)).toMatchObject({ take: 0 });
  });

  it('Enter without hits takes nothing', () => {
    expect(onKey(open(-1), 'Enter', 0)).toMatchObject({ take: null, handled: false });
    expect(onKey(CLOSED, 'Enter', 3)).toMatchObject({ take: null, handled: false });
  });

  it('Escape closes first and clears second', () => {
    expect(onKey(open(1), 'Escape', 3)).toMatchObject({ box: CLOSED, clear: false });
    expect(onKey(CLOSED, 'Escape', 3)).toMatchObject({ clear: true });
  });

  it('Tab closes and goes on', () => {
    expect(onKey(open(1), 'Tab', 3)).toMatchObject({ box: CLOSED, handled: false });
  });

  it('arrows do nothing without hits; letters are left alone', () => {
    expect(onKey(CLOSED, 'ArrowDown', 0)).toMatchObject({ box: { open: false }, handled: false });
    expect(onKey(open(1), 'a', 3)).toMatchObject({ box: open(1), handled: false });
  });
});

describe('the matched part of a name', () => {
  it('is cut out', () => {
    expect(markMatch('翠湖花园', [1, 3])).toEqual(['翠', '湖花', '园']);
  });

  it('is empty without a match', () => {
    expect(markMatch('翠湖花园', null)).toEqual(['翠湖花园', '', '']);
  });
});
