import { html, nothing, type TemplateResult } from 'lit';
import { dayOf, yearBefore } from '../days.ts';
import { formatCount, formatNumber } from '../format.ts';
import type { AreaTurnover, Parks, Turnover } from '../server/measures.ts';
import { hiddenNote } from './figure.ts';
import { Folded } from './folded.ts';

/** Who moved in the chosen area within the year before the shown day. */
export class TurnoverFold extends Folded<Turnover> {
  protected override get heading(): string {
    return this.say.turnover;
  }

  private get level(): string {
    return this.app.area.area?.layer ?? 'city';
  }

  protected override get depends(): string {
    return `${this.level} ${this.app.shown.asOf ?? ''}`;
  }

  protected override read(signal: AbortSignal): Promise<Turnover> {
    const [since, until] = span(this.app.shown.asOf);
    return this.app.server.measures.turnover(this.level, since, until, signal);
  }

  protected override body({ areas, since, until }: Turnover): TemplateResult {
    const { app, say } = this;
    const mine = areas.find(({ id }) => id === (app.area.area?.id ?? null));
    return html`<p class="quiet">${say.between(since, until)}</p>
      ${mine ? this.lines(mine) : html`<p class="quiet">${say.nobodyLivesHere}</p>`}`;
  }

  private lines(area: AreaTurnover): TemplateResult {
    const { say } = this;
    const { language } = this.app;
    const count = (name: 'households_before' | 'households' | 'moved_in' | 'moved_out' | 'changed_type' | 'undated') =>
      area[name] === null && !area.hidden?.includes(name) ? say.unknown : formatCount(area[name], area.steps, language);
    const line = (name: string, value: string) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<dl class="fields">
        ${line(say.gapHouseholds, `${count('households_before')} → ${count('households')}`)} ${line(say.movedIn, count('moved_in'))}
        ${line(say.movedOut, count('moved_out'))} ${line(say.changedType, count('changed_type'))}
      </dl>
      ${area.undated === 0 ? nothing : html`<p class="quiet">${say.undated(count('undated'))}</p>`}
      ${hiddenNote(this.app, area)}`;
  }
}

/** How far party coverage lags behind the growth of each park within the year before the shown day. */
export class ParksFold extends Folded<Parks> {
  protected override get heading(): string {
    return this.say.parks;
  }

  protected override get depends(): string {
    return this.app.shown.asOf ?? 'today';
  }

  protected override read(signal: AbortSignal): Promise<Parks> {
    return this.app.server.measures.parks(...span(this.app.shown.asOf), signal);
  }

  /** The park whose coverage lags most stands first; equal ones by name. */
  protected override body({ parks, since, until }: Parks): TemplateResult {
    const { app, say } = this;
    const count = (value: number) => formatNumber(value, app.language);
    const order = new Intl.Collator(app.language === 'zh' ? 'zh-CN' : 'en', { numeric: true });
    const sorted = [...parks].sort((one, other) => other.lag - one.lag || order.compare(one.name ?? '', other.name ?? ''));
    if (parks.length === 0) return html`<p class="quiet">${say.parksNone}</p>`;
    return html`<p class="quiet">${say.between(since, until)} ${say.parksText}</p>
      <table class="numbers">
        <thead>
          <tr><th scope="col">${say.park}</th><th scope="col">${say.parkEnterprises}</th><th scope="col">${say.parkCovered}</th><th scope="col">${say.parkLag}</th></tr>
        </thead>
        <tbody>
          ${sorted.map(
            (park) =>
              html`<tr>
                <th scope="row">${park.name ?? say.noName}</th>
                <td>${count(park.enterprises_before)} → ${count(park.enterprises)}</td>
                <td>${count(park.covered_before)} → ${count(park.covered)}</td>
                <td><b>${count(park.lag)}</b></td>
              </tr>`,
          )}
        </tbody>
      </table>`;
  }
}

/** The year before a day, or before today. */
function span(asOf: string | null): [since: string, until: string] {
  const until = asOf ?? dayOf(new Date());
  return [yearBefore(until), until];
}

customElements.define('jw-turnover', TurnoverFold);
customElements.define('jw-parks', ParksFold);
