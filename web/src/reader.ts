/** Who reads this page, and what of it is for them: everything else is not offered. */

import type { components } from './api.gen.ts';
import type { PanelView } from './state.ts';

export type Session = components['schemas']['SessionDocument'];

/** The roles that may ask what would be different, and where new sites would serve most. */
const PLANS = ['planner', 'analyst'];

export class Reader {
  /** Whether this is a member of staff; everybody else sees the public's page. */
  readonly isStaff: boolean;
  private readonly roles: readonly string[];

  constructor(session: Pick<Session, 'staff' | 'roles'>) {
    this.isStaff = session.staff;
    this.roles = session.roles;
  }

  /** Whether a view of the panel is for this reader. */
  may(panel: PanelView): boolean {
    if (panel === 'place') return true;
    return panel === 'gaps' ? this.isStaff : this.roles.some((role) => PLANS.includes(role));
  }
}

/** Before anything is known of the reader, nothing more is offered than to everybody. */
export const ANYBODY = new Reader({ staff: false, roles: [] });
