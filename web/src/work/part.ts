import { Following } from '../ui/following.ts';
import type { WorkDesk } from './desk.ts';
import type { WorkWords } from './words.ts';

/** Base of the parts of the worker's page. */
export class WorkPart extends Following<WorkDesk> {
  protected get say(): WorkWords {
    return this.desk.say;
  }
}
