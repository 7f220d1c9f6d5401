import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, formatShare, formatSigned } from '../format.ts';
import type { SitingAnswer, SitingJob } from '../server/siting.ts';
import type { Wanted } from '../whatif/sites.ts';
import { plainShare, runLink } from './figure.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { placeName } from './place_name.ts';
import { categoryWord } from './plan_words.ts';
import { troubleText } from './trouble.ts';

const HUBS = 'hubs';
const MOST = { sites: 100, seconds: 600 };

/** The search for the k best sites: the question, its progress, and the answer with how sure it is. */
export class Sites extends Part {
  override render(): TemplateResult {
    const { app, say } = this;
    const { job, trouble } = app.whatIf.sites;
    return html`<h2 id="detail-title" tabindex="-1">${say.sitesTitle}</h2>
      <p class="quiet">${say.sitesText}</p>
      ${this.form()} ${trouble ? troubleText(trouble) : nothing} ${job ? this.progress(job) : nothing}
      ${job?.answer ? this.answer(job, job.answer) : nothing}`;
  }

  private form(): TemplateResult {
    const { app, say } = this;
    const { sites } = app.whatIf;
    const area = app.area.area;
    const categories = app.registry.choices('venue', 'category').map(({ value }) => value);
    return html`<form class="sites-form" @submit=${(event: SubmitEvent) => this.start(event)}>
      <label class="field">
        <span>${say.sitesWanted}</span>
        <select name="wanted">
          ${categories.map((category) => html`<option value=${category}>${categoryWord(app, category)}</option>`)}
          <option value=${HUBS}>${say.planHub}</option>
        </select>
      </label>
      <div class="pair">
        <label class="field"
          ><span>${say.sitesCount}</span
          ><input type="number" name="k" min="1" max=${MOST.sites} required .value=${String(sites.k)}
        /></label>
        <label class="field"
          ><span>${say.sitesLimit}</span
          ><input type="number" name="limit" min="0" max=${MOST.seconds} required .value=${String(sites.limit_s)}
        /></label>
      </div>
      ${this.candidates()}
      ${area
        ? html`<label class="check">
            <input
              type="checkbox"
              name="within"
              .checked=${sites.keepsToArea}
              @change=${(event: Event) => sites.set({ keepsToArea: (event.target as HTMLInputElement).checked })}
            />${say.sitesWithin(placeName(app, area))}
          </label>`
        : nothing}
      <button type="submit" class="button" ?disabled=${sites.isRunning || (sites.usesPoints && sites.points.length === 0)}>
        ${say.sitesStart}
      </button>
    </form>`;
  }

  /** Where sites may lie: buildings by their use, or points drawn on the map. */
  private candidates(): TemplateResult {
    const { app, say } = this;
    const { whatIf } = app;
    const { sites } = whatIf;
    const choice = (word: string, usesPoints: boolean) =>
      html`<button
        type="button"
        aria-pressed=${sites.usesPoints === usesPoints ? 'true' : 'false'}
        @click=${() => {
          sites.set({ usesPoints });
          whatIf.arm(usesPoints ? { kind: 'candidate' } : null);
        }}
      >
        ${word}
      </button>`;
    return html`<fieldset>
      <legend>${say.sitesCandidates}</legend>
      <div class="segments">${choice(say.sitesBuildings, false)} ${choice(say.sitesPoints, true)}</div>
      ${sites.usesPoints
        ? html`<p class="sites-points">
            <span>${say.sitesDrawn(formatNumber(sites.points.length, app.language))}</span>
            <button type="button" class="small" @click=${() => whatIf.arm({ kind: 'candidate' })}>${say.sitesDraw}</button>
            <button type="button" class="small" ?disabled=${sites.points.length === 0} @click=${() => sites.clearPoints()}>
              ${say.planClear}
            </button>
          </p>`
        : html`<p class="quiet">${say.sitesKinds}</p>
            <div class="kinds">
            ${app.registry.choices('building', 'use').map(
              ({ value, label }) =>
                html`<label class="check">
                  <input
                    type="checkbox"
                    name=${value}
                    .checked=${sites.kinds.includes(value)}
                    @change=${(event: Event) => this.kind(value, (event.target as HTMLInputElement).checked)}
                  />${label[app.language]}
                </label>`,
            )}
          </div>`}
    </fieldset>`;
  }

  private progress(job: SitingJob): TemplateResult | typeof nothing {
    const { app, say } = this;
    if (job.state === 'cancelled') return html`<p class="quiet" role="status">${say.sitesCancelled}</p>`;
    if (job.error) return troubleText({ title: job.error.detail, detail: '', remedy: job.error.remedy ?? '' });
    const { isRunning, isStopping } = app.whatIf.sites;
    if (!isRunning) return nothing;
    const { stage, done, total } = job.progress;
    return html`<div class="sites-progress" role="status">
      <label
        ><span>${isStopping ? say.sitesStopping : say.sitesStage(stage)}</span
        >${isStopping ? html`<progress></progress>` : html`<progress max=${Math.max(total, 1)} .value=${done}></progress>`}</label
      >
      <button type="button" class="small" ?disabled=${isStopping} @click=${() => void app.whatIf.sites.cancel()}>${say.planCancel}</button>
    </div>`;
  }

  private answer({ run }: SitingJob, answer: SitingAnswer): TemplateResult {
    const { app, say } = this;
    const { language } = app;
    const count = (value: number) => formatNumber(value, language);
    return html`<section class="sites-answer" aria-labelledby="sites-title">
      <h3 id="sites-title">${say.sitesGained(formatSigned(answer.gained, language))}</h3>
      <p>${plainShare(app, answer.before)} → <b>${plainShare(app, answer.after)}</b></p>
      <p class=${answer.optimal ? 'proven' : 'unproven'}>
        ${answer.optimal ? say.sitesOptimal : say.sitesGap(formatShare(answer.gap, language), count(answer.bound))}
      </p>
      <p class="quiet">${say.sitesOf(count(answer.candidates), count(answer.reachable))}</p>
      ${answer.sites.length === 0 ? html`<p>${say.sitesNone}</p>` : nothing}
      <ol>
        ${answer.sites.map(
          ({ rank, gained, code, lon, lat }) =>
            html`<li>
              <span class="plan-number site-number" aria-hidden="true">${rank}</span>
              <span class="row-name">${code ?? `${lon.toFixed(5)}, ${lat.toFixed(5)}`}</span>
              <span>${say.households(formatSigned(gained, language))}</span>
            </li>`,
        )}
      </ol>
      ${run === null ? nothing : runLink(app, run, say.sitesRun(String(run)))}
      ${answer.sites.length === 0
        ? nothing
        : html`<button type="button" class="button" @click=${() => void app.whatIf.sites.takeOver()}>
            ${icon('next')}${say.sitesTakeOver}
          </button>`}
    </section>`;
  }

  private kind(value: string, isChosen: boolean): void {
    const { sites } = this.app.whatIf;
    const others = sites.kinds.filter((kind) => kind !== value);
    sites.set({ kinds: isChosen ? [...others, value] : others });
  }

  private start(event: SubmitEvent): void {
    event.preventDefault();
    const { whatIf } = this.app;
    const { sites } = whatIf;
    const given = new FormData(event.target as HTMLFormElement);
    const wanted: Wanted = given.get('wanted') === HUBS ? { hubs: true } : { category: textOf(given, 'wanted') };
    sites.set({ k: Number(textOf(given, 'k')), limit_s: Number(textOf(given, 'limit')) });
    whatIf.arm(null);
    void sites.start(wanted);
  }
}

function textOf(given: FormData, name: string): string {
  const value = given.get(name);
  return typeof value === 'string' ? value : '';
}

customElements.define('jw-sites', Sites);
