import { html, nothing, type TemplateResult } from 'lit';
import type uPlot from 'uplot';
import { formatNumber, formatShare } from '../format.ts';
import { token } from '../map/token.ts';
import type { App } from '../app.ts';
import { knownShare } from '../measure/figures.ts';
import { readSoFar } from '../measure/loaded.ts';
import type { Figure, Trend, TrendPoint } from '../server/measures.ts';
import { plainShare } from './figure.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** The drawn lines: which figure, and the token of its colour. */
const LINES = [
  { figure: 'h', colour: '--line-1' },
  { figure: 'v', colour: '--line-2' },
  { figure: 'hub', colour: '--line-3' },
  { figure: 'completeness', colour: '--line-4' },
] as const;

const NO_POINTS: readonly TrendPoint[] = [];
const HEIGHT = 168;
const SECOND_MS = 1000;

/** The figures of the chosen area over the last year, as lines and as a table. */
export class TrendChart extends Part {
  private plot: uPlot | null = null;
  private drawn: readonly TrendPoint[] | null = null;

  override render(): TemplateResult | typeof nothing {
    const { say, app } = this;
    const now = app.area.trend;
    if (now.kind === 'none') return nothing;
    const trend = readSoFar(now);
    return html`<div class="trend">
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${trend === null && now.kind === 'loading' ? html`<p class="quiet">${say.figuresLoading}</p>` : nothing}
      <ul class="key" ?hidden=${!trend || trend.points.length === 0}>
        ${LINES.map(({ figure }, at) => html`<li><i class="line-${at + 1}"></i>${this.word(figure)}</li>`)}
      </ul>
      <div class="plot" aria-hidden="true"></div>
      ${trend ? this.told(trend) : nothing}
    </div>`;
  }

  override updated(): void {
    void this.draw(readSoFar(this.app.area.trend)?.points ?? NO_POINTS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.plot?.destroy();
    this.plot = null;
    this.drawn = null;
    this.app.area.showTrend(false);
  }

  private told({ points, pending }: Trend): TemplateResult {
    const { say, app } = this;
    const left = formatNumber(pending.length, app.language);
    return html`${pending.length > 0 ? html`<p class="quiet" role="status">${say.trendPending(left)}</p>` : nothing}
      ${points.length === 0 && pending.length === 0 ? html`<p class="quiet">${say.trendNone}</p>` : nothing}
      ${points.length === 0 ? nothing : this.table(points)}`;
  }

  private table(points: readonly TrendPoint[]): TemplateResult {
    const { say, app } = this;
    return html`<details class="trend-table">
      <summary>${say.trendTable}</summary>
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">${say.trendDate}</th>
            ${LINES.map(({ figure }) => html`<th scope="col">${this.word(figure)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${points.map(
            (point) =>
              html`<tr>
                <th scope="row">${point.as_of}</th>
                ${LINES.map(({ figure }) => html`<td>${told(app, point.figures?.[figure])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  }

  private word(figure: (typeof LINES)[number]['figure']): string {
    const { say } = this;
    return { h: say.trendH, v: say.trendV, hub: say.trendHub, completeness: say.trendCircle }[figure];
  }

  private async draw(points: readonly TrendPoint[]): Promise<void> {
    if (points === this.drawn) return;
    this.drawn = points;
    this.plot?.destroy();
    this.plot = null;
    // The charts are fetched when there is something to draw: most readers never open a trend.
    if (points.length === 0) return;
    const { default: Plot } = await import('uplot');
    const place = this.querySelector<HTMLElement>('.plot');
    if (this.drawn !== points || !place) return;
    this.plot = new Plot(this.options(place.clientWidth), columns(points), place);
  }

  private options(width: number): uPlot.Options {
    const { language } = this.app;
    const font = `12px ${token('--font')}`;
    const axis = { stroke: token('--ink-2'), font, grid: { stroke: token('--edge'), width: 1 }, ticks: { show: false } };
    const day = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { month: 'short', timeZone: 'UTC' });
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true }, y: { range: [0, 1] } },
      series: [{}, ...LINES.map(({ colour }) => ({ stroke: token(colour), width: 2, points: { size: 5 } }))],
      axes: [
        { ...axis, size: 28, space: 56, values: (_, splits) => splits.map((at) => day.format(new Date(at * SECOND_MS))) },
        { ...axis, size: 46, splits: () => [0, 0.25, 0.5, 0.75, 1], values: (_, splits) => splits.map((at) => formatShare(at, language)) },
      ],
    };
  }
}

/** A share on that day; a dash where the area was not there or nothing was to be covered. */
function told(app: App, figure: Figure | null | undefined): string {
  return figure ? plainShare(app, figure) : formatShare(null, app.language);
}

function columns(points: readonly TrendPoint[]): uPlot.AlignedData {
  const at = points.map(({ as_of }) => Date.parse(`${as_of}T00:00:00Z`) / SECOND_MS);
  return [at, ...LINES.map(({ figure }) => points.map(({ figures }) => knownShare(figures?.[figure])))];
}

customElements.define('jw-trend', TrendChart);
