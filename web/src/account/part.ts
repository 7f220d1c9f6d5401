import { Following } from '../ui/following.ts';
import type { SignInDesk } from './desk.ts';
import type { AccountWords } from './words.ts';

/** Base of the parts of the sign-in page. */
export class AccountPart extends Following<SignInDesk> {
  protected get say(): AccountWords {
    return this.desk.say;
  }

  /** What the fields of a form hold, by their names; the form is not sent by the browser. */
  protected filled(event: SubmitEvent): (name: string) => string {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    return (name) => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
  }
}
