/** Base of the desk's parts. */

import { Following } from '../ui/following.ts';
import type { Desk } from './desk.ts';
import type { DeskWords } from './words.ts';

export class DeskPart extends Following<Desk> {
  protected get say(): DeskWords {
    return this.desk.say;
  }
}
