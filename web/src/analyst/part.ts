import { Following } from '../ui/following.ts';
import type { Desk } from './desk.ts';
import type { AnalystWords } from './words.ts';

/** Base of the parts of the analyst's page. */
export class DeskPart extends Following<Desk> {
  protected get say(): AnalystWords {
    return this.desk.say;
  }
}
