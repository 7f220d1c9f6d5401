/** A map whose colours have to be measured first is drawn without them meanwhile: an empty map tells nothing. */

import type { Loaded } from '../measure/loaded.ts';

/** `waiting`: the answer may come at once, and tiles that wait for it would keep everything else from being asked. */
export type Dress = 'coloured' | 'bare' | 'waiting';

export class Bare {
  private coloured = '';
  now: Dress = 'waiting';

  /**
   * How what is `wished` is drawn: in its colours once the figures of the same question are there, which are read from the
   * same measurement, and bare when they take noticeably long. What has its colours keeps them,
   * and a theme that no figures are read for (null) has them at once.
   */
  dressOf(wished: string, figures: Loaded<unknown> | null): Dress {
    const asked = figures?.kind === 'loading' ? figures : null;
    if (asked === null) this.coloured = wished;
    const isColoured = asked === null || this.coloured === wished;
    this.now = isColoured ? 'coloured' : asked.slow ? 'bare' : 'waiting';
    return this.now;
  }
}
