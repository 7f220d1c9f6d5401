/** What is known of the thing that a reader chose, and of the place that a reader asked about. */

import type { Item, Place } from './server.ts';
import type { Thing, Trouble } from './state.ts';

/** The chosen thing, as far as it is known. */
export type Detail =
  | { kind: 'none' }
  | { kind: 'loading'; thing: Thing }
  | { kind: 'ready'; thing: Thing; item: Item }
  | { kind: 'lost'; thing: Thing; trouble: Trouble };

/** The answer to «where is this». */
export type Asked =
  | { kind: 'none' }
  | { kind: 'loading'; lon: number; lat: number }
  | { kind: 'ready'; lon: number; lat: number; place: Place }
  | { kind: 'failed'; lon: number; lat: number; trouble: Trouble };
