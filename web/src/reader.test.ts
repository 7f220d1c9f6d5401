import { describe, expect, it } from 'vitest';
import { ANYBODY, Reader } from './reader.ts';
import { PANELS } from './state.ts';

const views = (reader: Reader) => PANELS.filter((panel) => reader.may(panel));

describe('what is offered', () => {
  it('to everybody are the things of the map', () => {
    expect(views(ANYBODY)).toEqual(['place']);
  });

  it('to staff the gaps too, and plans to those who plan', () => {
    expect(views(new Reader({ staff: true, roles: ['worker'] }))).toEqual(['place', 'gaps']);
    expect(views(new Reader({ staff: true, roles: ['operator', 'analyst'] }))).toEqual([...PANELS]);
  });
});
