import { describe, expect, it } from 'vitest';
import { begun, redone, stepped, undone } from './history.ts';

describe('steps', () => {
  it('go back and forth again', () => {
    const three = stepped(stepped(begun('a'), 'b'), 'c');
    expect(undone(three).now).toBe('b');
    expect(undone(undone(three)).now).toBe('a');
    expect(redone(undone(three))).toEqual(three);
  });

  it('end where there is nothing before or after', () => {
    const one = begun('a');
    expect(undone(one)).toBe(one);
    expect(redone(one)).toBe(one);
  });

  it('forget what was undone once something else is done', () => {
    const other = stepped(undone(stepped(begun('a'), 'b')), 'c');
    expect(redone(other)).toBe(other);
    expect(undone(other).now).toBe('a');
  });
});
