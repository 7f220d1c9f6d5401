import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import { Loader } from '../measure/loaded.ts';
import type { Run } from '../server/measures.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { parameterWord, valueWord } from './plan_words.ts';
import { troubleText } from './trouble.ts';

const TABLES = ['figures', 'housing', 'buildings', 'gaps', 'seams', 'divided'] as const;
const FORMATS = ['csv', 'xlsx', 'parquet'] as const;

/** The kind of run that has those tables. */
const CITY = 'city';

/** What a run is: what was measured by which rules, parameters and data; its result as files; and the way to measure it again. */
export class RunDialog extends Part {
  private readonly head = new Loader<Run | null>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private readonly again = new Loader<boolean>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private key = '';

  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const { run } = app.shown;
    if (run === null) return nothing;
    const { now } = this.head;
    return html`<dialog class="run-dialog" aria-labelledby="run-title" @close=${() => app.explainRun(null)}>
      <header>
        <h2 id="run-title" tabindex="-1">${say.runDialog(String(run))}</h2>
        <button type="button" class="plain" aria-label=${say.close} @click=${() => this.querySelector('dialog')?.close()}>${icon('clear')}</button>
      </header>
      <p class="quiet">${say.runText}</p>
      ${now.kind === 'loading' ? html`<p class="quiet" role="status">${say.figuresLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${now.kind === 'ready' ? (now.value ? this.body(run, now.value) : html`<p>${say.runNone(String(run))}</p>`) : nothing}
    </dialog>`;
  }

  /** Reads the run when another one is asked for, and opens the dialog once. */
  override updated(): void {
    const { app } = this;
    const { run } = app.shown;
    const key = run === null ? '' : `${run} ${app.language}`;
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
    if (key === this.key) return;
    this.key = key;
    this.again.clear();
    if (run === null) this.head.clear();
    else void this.head.load((signal) => app.server.measures.run(run, signal));
  }

  private body(id: number, run: Run): TemplateResult {
    const { say } = this;
    return html`<dl class="fields">
        ${line(say.runKind, say.runKindWord(run.kind))} ${line(say.runDay, run.as_of)}
        ${line(say.runMade, run.created_at === null ? '–' : this.moment(run.created_at))}
        ${line(say.runDefinition, html`<code>${run.definition}</code>`)}
        ${line(say.runDigest, html`<code>${(run.digest ?? '').slice(0, 16)}</code>`)}
      </dl>
      ${this.fold(say.runParameters, this.parameters(run.parameters))} ${this.fold(this.versionsWord(run), this.versions(run))}
      ${this.rerun(id)} ${run.kind === CITY ? this.downloads(id) : nothing}
      <p><a href="/runs/${id}" target="_blank" rel="noopener">${say.runJson}</a></p>`;
  }

  private moment(at: string): string {
    const locale = this.app.language === 'zh' ? 'zh-CN' : 'en';
    return new Date(at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  }

  private fold(title: string, lines: TemplateResult[]): TemplateResult {
    return html`<details class="fold">
      <summary>${icon('chevron')}<h3>${title}</h3></summary>
      <dl class="fields">${lines}</dl>
    </details>`;
  }

  /** Groups of parameters are laid out flat; where a threshold has a word of its own, that stands instead of its name. */
  private parameters(held: Readonly<Record<string, unknown>>): TemplateResult[] {
    const { app } = this;
    return Object.entries(held).flatMap(([name, value]): TemplateResult[] => {
      if (value !== null && typeof value === 'object' && !Array.isArray(value)) return this.parameters(value as Record<string, unknown>);
      const plain = typeof value === 'string' || typeof value === 'number' ? valueWord(app, value) : this.listed(value);
      return [line(parameterWord(app, name), plain)];
    });
  }

  private listed(value: unknown): string {
    const { app } = this;
    if (!Array.isArray(value)) return value === null ? '–' : JSON.stringify(value);
    const word = (each: unknown) => (typeof each === 'string' ? app.registry.word('venue', 'category', each, app.language) : String(each));
    return value.map(word).join(app.language === 'zh' ? '、' : ', ');
  }

  private versionsWord({ versions }: Run): string {
    const { app, say } = this;
    return `${say.runVersions} · ${say.runVersionsCount(formatNumber(Object.keys(versions).length, app.language))}`;
  }

  private versions({ versions }: Run): TemplateResult[] {
    const { registry, language } = this.app;
    return Object.entries(versions).map(([layer, version]) =>
      line(registry.has(layer) ? registry.layer(layer).label[language] : layer, String(version)),
    );
  }

  private rerun(id: number): TemplateResult {
    const { say } = this;
    const { now } = this.again;
    const isBusy = now.kind === 'loading';
    return html`<div class="rerun">
      <button type="button" class="button" ?disabled=${isBusy} @click=${() => this.measureAgain(id)}>${isBusy ? say.runAgainBusy : say.runAgain}</button>
      <p role="status">${now.kind === 'ready' ? (now.value ? say.runAgainSame : say.runAgainOther) : nothing}</p>
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
    </div>`;
  }

  private measureAgain(id: number): void {
    void this.again.load(async (signal) => (await this.app.server.measures.rerun(id, signal)).same);
  }

  private downloads(id: number): TemplateResult {
    const { say } = this;
    return html`<h3>${say.runDownloads}</h3>
      <ul class="downloads">
        ${TABLES.map(
          (table) =>
            html`<li>
              <span>${say.runTable(table)}</span>
              ${FORMATS.map((format) => html`<a class="small" href="/runs/${id}/${table}.${format}" download aria-label=${`${say.runTable(table)} ${format}`}>${format}</a>`)}
            </li>`,
        )}
      </ul>`;
  }
}

function line(name: string, value: string | TemplateResult): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

customElements.define('jw-run', RunDialog);
