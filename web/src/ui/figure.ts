/** Three figures as text and as a small bar; the run that they are from, by name. */

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { dayOf } from '../days.ts';
import { formatCount, formatShare } from '../format.ts';
import { ANSWERS, isUnknown, partOf, pieces, type Answer, type Piece } from '../measure/figures.ts';
import type { Figure, Run } from '../server/measures.ts';
import { icon, swatch } from './icons.ts';

/** The theme whose figure counts buildings in exactly one grid. */
const PARTITION_THEME = 'seam';

const BAR = { width: 100, height: 8 };

export function answerWord(app: App, answer: Answer): string {
  return { covered: app.say.covered, 'not covered': app.say.notCovered, unknown: app.say.unknown }[answer];
}

/** The run's name; it opens what is to be known of the run. */
export function runName(app: App, run: Run): TemplateResult {
  return run.id === null ? html`` : runLink(app, run.id, app.say.runName(String(run.id), run.as_of));
}

/** Says so where figures are of another day than the map: what is not one's own is told by the month. */
export function dayNote(app: App, run: Run): TemplateResult | typeof nothing {
  const day = app.shown.asOf ?? dayOf(new Date());
  if (run.as_of === day) return nothing;
  return html`<p class="basis-note">${icon('calendar')}<span>${app.say.runOfMonth(run.as_of)}</span></p>`;
}

export function runLink(app: App, id: number, text: string): TemplateResult {
  return html`<a
    class="run"
    href=${app.addressOfRun(id)}
    title=${app.say.runTitle}
    @click=${(event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      app.explainRun(id);
    }}
    >${text}</a
  >`;
}

/** The answers of the partition in its own words: a building lies in one grid, or in none or several. */
function partitionWord(app: App, answer: Answer): string {
  return { covered: app.say.oneGrid, 'not covered': app.say.notOneGrid, unknown: app.say.undecidedGrid }[answer];
}

export function partitionLine(app: App, figure: Figure): TemplateResult | typeof nothing {
  return figureLine(app, app.say.partition, figure, partitionWord);
}

/** The figure of a theme in full, in the words of that theme. */
export function themeFigure(app: App, theme: string | null, figure: Figure): TemplateResult {
  return figureFull(app, figure, theme === PARTITION_THEME ? partitionWord : answerWord);
}

/** A figure in full: a line for each answer with number and share. */
function figureFull(app: App, figure: Figure, word: typeof answerWord): TemplateResult {
  if (figure.total === 0) return html`<p class="quiet">${app.say.figuresEmpty}</p>`;
  return html`${figureBar(app, figure)}
    <dl class="answers">
      ${ANSWERS.map(
        (answer) =>
          html`<div>
            <dt>${dot(app, answer)}${word(app, answer)}</dt>
            <dd>${formatCount(partOf(figure, answer), figure.steps, app.language)}</dd>
            <dd>${shareOf(app, figure, ratio(partOf(figure, answer), figure.total))}</dd>
          </div>`,
      )}
    </dl>
    ${estimatedNote(app, figure)} ${hiddenNote(app, figure)}`;
}

/** A figure in two lines: its name and share over the bar, the numbers below; nothing where it was not measured. */
export function figureLine(
  app: App,
  label: string,
  figure: Figure | null | undefined,
  word: typeof answerWord = answerWord,
): TemplateResult | typeof nothing {
  const { language, say } = app;
  if (!figure) return nothing;
  const isEmpty = figure.total === 0;
  const bound = isEmpty ? null : ratio(figure.upper ?? null, figure.total);
  return html`<div class="figure">
    <p class="figure-head"><span>${label}</span><b>${headShare(app, figure)}</b></p>
    ${isEmpty ? html`<p class="figure-note">${say.figuresEmpty}</p>` : figureBar(app, figure, bound)}
    ${isEmpty
      ? nothing
      : html`<p class="figure-note">
          ${ANSWERS.map(
            (answer) =>
              html`<span>${word(app, answer)} ${formatCount(partOf(figure, answer), figure.steps, language)}</span>`,
          )}
          ${bound === null || figure.upper === figure.covered
            ? nothing
            : html`<span>${say.figureUpper(formatShare(bound, language))}</span>`}
        </p>`}
    ${hiddenNote(app, figure)}
  </div>`;
}

/** Says so where no walking network is known: the answer is then no walk's. */
export function estimatedNote(app: App, figure: Figure): TemplateResult | typeof nothing {
  return figure.estimated ? html`<p class="basis-note">${icon('warning')}<span>${app.say.figureEstimated}</span></p>` : nothing;
}

/** The share of a figure, or that none can be told where nothing is known of what it counts. */
export function headShare(app: App, figure: Figure): TemplateResult | string {
  return isUnknown(figure) ? app.say.shareUnknown : shareOf(app, figure, figure.share);
}

/** The same of a figure that hides nothing. */
export function plainShare(app: App, figure: Parameters<typeof isUnknown>[0] & { share: number | null }): string {
  return isUnknown(figure) ? app.say.shareUnknown : formatShare(figure.share, app.language);
}

/** A share; where it is hidden with its numbers, a dash whose star is explained below, and by pointing at it. */
function shareOf(app: App, { hidden, steps }: Figure, share: number | null): TemplateResult | string {
  if (share !== null || !hidden?.length || steps === null || steps === undefined) return formatShare(share, app.language);
  const why = app.say.shareHidden(formatCount(steps, null, app.language));
  return html`<abbr class="hidden-share" title=${why} aria-label=${why}>–*</abbr>`;
}

/** What «<5*» means, where it stands. */
export function hiddenNote(app: App, { hidden, steps }: { hidden?: string[] | null; steps?: number | null }): TemplateResult | typeof nothing {
  if (!hidden?.length || steps === null || steps === undefined) return nothing;
  return html`<p class="figure-note">${app.say.figuresHidden(formatCount(steps, null, app.language))}</p>`;
}

function ratio(part: number | null, total: number | null): number | null {
  return part === null || total === null || total === 0 ? null : part / total;
}

export function figureBar(app: App, figure: Figure, mark: number | null = null): TemplateResult {
  const parts = pieces(ANSWERS.map((answer) => [answer, partOf(figure, answer)] as const));
  return stackedBar(parts, (answer) => app.registry.colourOf(answer), mark);
}

/** A bar of pieces side by side; decoration, the numbers stand beside it. */
export function stackedBar<Name>(
  parts: readonly Piece<Name>[],
  colour: (name: Name) => string | null,
  mark: number | null = null,
): TemplateResult {
  const { width, height } = BAR;
  return html`<svg
    class="bar"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    ${parts.map(
      ({ name, from, size }) =>
        svg`<rect x=${from * width} y="0" width=${size * width} height=${height} fill=${colour(name) ?? 'currentColor'}/>`,
    )}
    ${mark === null ? nothing : svg`<path class="bar-mark" d="M${mark * width} 0v${height}"/>`}
  </svg>`;
}

export function dot(app: App, answer: Answer): TemplateResult {
  return swatch('area', app.registry.colourOf(answer) ?? 'none', 'currentColor');
}
