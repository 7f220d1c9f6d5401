/** A number of the answer as a chart: row by row, as a distribution, or over a year. The table says the same. */

import { html, nothing, type TemplateResult } from 'lit';
import type uPlot from 'uplot';
import { formatNumber, formatShare } from '../format.ts';
import { token } from '../map/token.ts';
import { knownShare } from '../measure/figures.ts';
import { readSoFar } from '../measure/loaded.ts';
import { troubleText } from '../ui/trouble.ts';
import { columnsOf, nameOf, type Column } from './columns.ts';
import { DeskPart } from './part.ts';
import type { ChartKind } from './question.ts';
import { histogram } from './histogram.ts';
import { shortName } from './short.ts';
import type { Whole } from './whole.ts';

const HEIGHT = 200;
const SECOND_MS = 1000;
/** Between the middles of two labels: seven characters and a gap, or a month. */
const LABEL_PX = { bars: 100, line: 64 };

interface Drawing {
  data: uPlot.AlignedData;
  isShare: boolean;
  isLine: boolean;
  /** What stands under a place of the x axis. */
  under: (at: number) => string;
}

export class ResultChart extends DeskPart {
  private plot: uPlot | null = null;
  private key = '';

  override render(): TemplateResult {
    const { say, desk } = this;
    const { question } = desk;
    const figures = this.figures();
    const figure = this.figure(figures);
    const kinds: [ChartKind, string][] = [['bars', say.bars], ['histogram', say.histogram], ['trend', say.trend]];
    return html`<section class="charted" aria-labelledby="chart-title">
      <div class="bar">
        <h2 id="chart-title">${say.chart}</h2>
        <label><span class="unseen">${say.chartKind}</span>
          <select name="chart" @change=${(event: Event) => desk.change({ chart: (event.target as HTMLSelectElement).value as ChartKind })}>
            ${kinds.map(([kind, word]) => html`<option value=${kind} ?selected=${kind === question.chart}>${word}</option>`)}
          </select></label>
        ${question.chart === 'trend'
          ? nothing
          : html`<label><span class="unseen">${say.figure}</span>
              <select name="figure" @change=${(event: Event) => desk.change({ figure: (event.target as HTMLSelectElement).value })}>
                ${figures.map((column) => html`<option value=${column.name} ?selected=${column === figure}>${column.label}</option>`)}
              </select></label>`}
      </div>
      <p class="quiet">${this.caption(figure)}</p>
      <div class="plot" role="img" aria-label=${this.caption(figure)}></div>
    </section>`;
  }

  override updated(): void {
    void this.draw();
  }

  private figures(): Column[] {
    const { desk, say } = this;
    return desk.ready ? columnsOf(desk.question, desk.registry, say).filter((column) => column.isNumber && column.name !== 'id') : [];
  }

  private figure(figures: readonly Column[]): Column | null {
    const wished = this.desk.question.figure;
    return figures.find((one) => one.name === wished) ?? figures.find((one) => one.isShare) ?? figures.find((one) => one.name === 'households') ?? figures[0] ?? null;
  }

  private caption(figure: Column | null): string | TemplateResult {
    const { say, desk } = this;
    if (desk.question.chart === 'trend') {
      const { now } = desk.trend;
      if (now.kind === 'failed') return troubleText(now.trouble);
      const pending = readSoFar(now)?.pending.length ?? 0;
      const chosen = desk.chosen && desk.question.about === 'coverage' ? nameOf(desk.chosen, desk.question, desk.registry) : say.city;
      return `${say.trendOf(`${chosen} · ${this.trendWord()}`)} ${pending > 0 ? say.pending(String(pending)) : ''}`;
    }
    if (figure === null) return say.chartNone;
    const whole = this.whole();
    const rows = formatNumber((whole?.rows ?? desk.shown?.rows ?? []).length, desk.question.language);
    return whole === null ? say.chartOf(figure.label, rows) : whole.isAll ? say.chartOfAll(figure.label, rows) : say.chartOfFirst(figure.label, rows);
  }

  /** A distribution is one of all rows that match, once they are read; the other charts are of the shown page. */
  private whole(): Whole | null {
    const { desk } = this;
    return desk.question.chart === 'histogram' ? readSoFar(desk.whole.now) : null;
  }

  /** The figure under which a trend tells the chosen index: `circle.nursery` stands there as `circle_nursery`. */
  private trendIndex(): string {
    return this.desk.question.index.replace('.', '_');
  }

  private trendWord(): string {
    const { registry, question } = this.desk;
    const index = this.trendIndex();
    const field = registry.layer('building_coverage').fields.find(({ name }) => name === index);
    return field?.label[question.language] ?? this.say.indexes[index as keyof typeof this.say.indexes];
  }

  private drawing(): Drawing | null {
    const { desk } = this;
    if (desk.question.chart === 'trend') return this.trendDrawing();
    const figure = this.figure(this.figures());
    const rows = this.whole()?.rows ?? desk.shown?.rows ?? [];
    if (!figure || rows.length === 0) return null;
    const values = rows.map((row) => {
      const value = row.values[figure.name];
      return typeof value === 'number' ? value : null;
    });
    if (desk.question.chart === 'bars') {
      const under = (at: number) => {
        const row = rows[at];
        return row ? shortName(nameOf(row, desk.question, desk.registry)) : '';
      };
      return { data: [values.map((_, at) => at), values], isShare: figure.isShare, isLine: false, under };
    }
    const { limits, counts } = histogram(values.filter((value) => value !== null));
    const word = (value: number) => (figure.isShare ? formatShare(value, desk.question.language) : formatNumber(value, desk.question.language, 1));
    return { data: [counts.map((_, at) => at), counts], isShare: false, isLine: false, under: (at) => (limits[at] === undefined ? '' : `≥ ${word(limits[at])}`) };
  }

  private trendDrawing(): Drawing | null {
    const points = readSoFar(this.desk.trend.now)?.points ?? [];
    if (points.length === 0) return null;
    const index = this.trendIndex();
    const at = points.map(({ as_of }) => Date.parse(`${as_of}T00:00:00Z`) / SECOND_MS);
    const day = new Intl.DateTimeFormat(this.desk.question.language === 'zh' ? 'zh-CN' : 'en', { month: 'short', timeZone: 'UTC' });
    return { data: [at, points.map(({ figures }) => knownShare(figures?.[index]))], isShare: true, isLine: true, under: (second) => day.format(new Date(second * SECOND_MS)) };
  }

  private async draw(): Promise<void> {
    const drawing = this.drawing();
    const place = this.querySelector<HTMLElement>('.plot');
    const key = JSON.stringify([drawing?.data, this.desk.question.language, this.desk.question.chart, place?.clientWidth]);
    if (key === this.key || !place) return;
    this.key = key;
    const { default: Plot } = await import('uplot');
    if (this.key !== key) return;
    this.plot?.destroy();
    this.plot = drawing === null ? null : new Plot(this.options(drawing, place.clientWidth, Plot), drawing.data, place);
  }

  private options({ isShare, isLine, under }: Drawing, width: number, Plot: typeof uPlot): uPlot.Options {
    const { language } = this.desk.question;
    const axis = { stroke: token('--ink-2'), font: `12px ${token('--font')}`, grid: { stroke: token('--edge'), width: 1 }, ticks: { show: false } };
    const value = (at: number) => (isShare ? formatShare(at, language) : formatNumber(at, language, 1));
    const colour = token('--line-1');
    const bars = Plot.paths.bars?.({ size: [0.8, 48] });
    return {
      width, height: HEIGHT, legend: { show: false }, cursor: { show: false },
      scales: {
        x: { time: isLine, range: (_, low, high) => (isLine ? [low, high] : [low - 0.6, high + 0.6]) },
        y: { range: (_, __, high) => [0, isShare ? 1 : high || 1] },
      },
      series: [{}, { stroke: colour, width: isLine ? 2 : 0, points: { show: isLine, size: 5 }, ...(isLine || !bars ? {} : { fill: colour, paths: bars }) }],
      axes: [
        { ...axis, size: 30, space: isLine ? LABEL_PX.line : LABEL_PX.bars, ...(isLine ? {} : { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] }), values: (_, splits) => splits.map((at) => (isLine || Number.isInteger(at) ? under(at) : '')) },
        { ...axis, size: 56, values: (_, splits) => splits.map(value) },
      ],
    };
  }
}

customElements.define('jw-result-chart', ResultChart);
