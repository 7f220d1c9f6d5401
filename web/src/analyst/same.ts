/** The same question for other tools, each to copy with one click. */

import { html, nothing, type TemplateResult } from 'lit';
import { DeskPart } from './part.ts';
import { kindOf } from './question.ts';
import { apiOf, curlOf, pythonOf, sqlOf, TOKEN, type Around } from './snippets.ts';

const TOOLS = ['api', 'curl', 'python', 'sql'] as const;
type Tool = (typeof TOOLS)[number];

export class SameQuestion extends DeskPart {
  private tool: Tool = 'api';

  override render(): TemplateResult {
    const { say, desk } = this;
    if (!desk.ready) return html``;
    return html`<section class="same" aria-labelledby="same-title">
      <h2 id="same-title">${say.same}</h2>
      <div role="tablist" aria-labelledby="same-title" @keydown=${(event: KeyboardEvent) => this.step(event)}>
        ${TOOLS.map((tool) => html`<button type="button" role="tab" id="tab-${tool}" aria-selected=${tool === this.tool ? 'true' : 'false'}
          aria-controls="snippet-${tool}" tabindex=${tool === this.tool ? 0 : -1} @click=${() => this.show(tool)}>${say[tool]}</button>`)}
      </div>
      ${TOOLS.map((tool) => this.panel(tool))}
    </section>`;
  }

  private panel(tool: Tool): TemplateResult {
    const { say } = this;
    const text = this.text(tool);
    return html`<div role="tabpanel" id="snippet-${tool}" aria-labelledby="tab-${tool}" ?hidden=${tool !== this.tool}>
      <div class="bar">
        ${tool === 'sql' ? html`<span class="quiet">${say.sqlHint}</span>` : nothing}
        <button type="button" class="small" @click=${() => void this.copy(text)}>${say.copy}</button>
      </div>
      <pre tabindex="0" role="region" aria-label=${say[tool]}><code>${text}</code></pre>
      ${text.includes(TOKEN) ? html`<p class="quiet">${say.tokenHint(TOKEN)}</p>` : nothing}
    </div>`;
  }

  private text(tool: Tool): string {
    const { desk } = this;
    const { question } = desk;
    const around: Around = {
      origin: location.origin, layer: kindOf(question) === 'items' ? desk.layer : null, isDerived: desk.isDerived,
      run: desk.shown?.run?.id ?? null, today: desk.today, signedIn: desk.signedIn,
    };
    return { api: apiOf, curl: curlOf, python: pythonOf, sql: sqlOf }[tool](question, around);
  }

  private show(tool: Tool): void {
    this.tool = tool;
    this.requestUpdate();
  }

  private step(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = TOOLS[(TOOLS.indexOf(this.tool) + by + TOOLS.length) % TOOLS.length] ?? 'api';
    this.show(next);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${next}`)?.focus());
  }

  private async copy(text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.desk.said = this.say.copied;
    this.desk.tell();
  }
}

customElements.define('jw-same-question', SameQuestion);
