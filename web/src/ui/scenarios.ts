import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Scenario } from '../server/whatif.ts';
import { icon } from './icons.ts';
import { NARROW, Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** The kept scenarios: save what is tried, open, rename, delete, hand out, compare two. */
export class ScenarioList extends Part {
  static override properties = { ...Part.properties, renaming: { state: true }, dropping: { state: true } };
  /** The number of the scenario whose name is being changed, or whose deletion is to be confirmed. */
  declare renaming: number | null;
  declare dropping: number | null;

  constructor() {
    super();
    this.renaming = null;
    this.dropping = null;
  }

  override render(): TemplateResult {
    const { app, say } = this;
    const { scenarios } = app.whatIf;
    const { now } = scenarios;
    return html`<section class="scenarios" aria-labelledby="scenarios-title">
      <h3 id="scenarios-title">${say.scenarios}<span class="count">${scenarios.kept.length}</span></h3>
      ${this.form()} ${scenarios.trouble ? troubleText(scenarios.trouble) : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${now.kind === 'ready' && now.value.length === 0 ? html`<p class="quiet">${say.scenariosNone}</p>` : nothing}
      <ul>
        ${repeat(
          scenarios.kept,
          ({ id }) => id,
          (scenario) => this.line(scenario),
        )}
      </ul>
      ${scenarios.kept.length > 1
        ? html`<button type="button" class="small" ?disabled=${!scenarios.canCompare} @click=${() => scenarios.compare()}>
            ${say.scenariosCompare}
          </button>`
        : nothing}
      ${matchMedia(NARROW).matches ? html`<jw-compare .app=${app}></jw-compare>` : nothing}
    </section>`;
  }

  private form(): TemplateResult {
    const { app, say } = this;
    const { opened, changes } = app.whatIf;
    return html`<form class="scenario-form" @submit=${(event: SubmitEvent) => this.save(event)}>
      <label class="field"
        ><span>${say.scenarioName}</span><input name="scenario" required maxlength="200" autocomplete="off" .value=${opened?.name ?? ''}
      /></label>
      <button type="submit" class="small" ?disabled=${changes.length === 0}>${say.scenarioSave}</button>
      ${opened
        ? html`<button
            type="button"
            class="small"
            ?disabled=${changes === opened.changes}
            @click=${() => void app.whatIf.scenarios.save(opened.name, true)}
          >
            ${say.scenarioUpdate}
          </button>`
        : nothing}
    </form>`;
  }

  private line(scenario: Scenario): TemplateResult {
    const { app, say } = this;
    const { scenarios } = app.whatIf;
    const { id, name } = scenario;
    if (this.renaming === id) return html`<li>${this.renameForm(scenario)}</li>`;
    return html`<li aria-current=${app.whatIf.opened?.id === id ? 'true' : nothing}>
      <div class="scenario-head">
        <label class="check">
          <input
            type="checkbox"
            aria-label=${say.scenarioMark(name)}
            .checked=${scenarios.marked.includes(id)}
            @change=${(event: Event) => scenarios.mark(id, (event.target as HTMLInputElement).checked)}
          />
        </label>
        <button type="button" class="row-link" title=${say.scenarioOpen} @click=${() => scenarios.open(scenario)}>${name}</button>
        <span class="took">${say.scenarioSize(String(scenario.changes.length), scenario.as_of)}</span>
      </div>
      <p class="plan-actions">
        <button type="button" class="small" @click=${() => (this.renaming = id)}>${say.scenarioRename}</button>
        <button type="button" class="small" @click=${() => void scenarios.exported(scenario, 'json')}>JSON</button>
        <button type="button" class="small" @click=${() => void scenarios.exported(scenario, 'csv')}>CSV</button>
        ${this.dropping === id
          ? html`<button type="button" class="small danger" @click=${() => void this.drop(scenario)}>${say.scenarioDropSure}</button>
              <button type="button" class="small" @click=${() => (this.dropping = null)}>${say.planCancel}</button>`
          : html`<button type="button" class="small" @click=${() => (this.dropping = id)}>
              ${icon('clear')}${say.scenarioDrop}
            </button>`}
      </p>
    </li>`;
  }

  private renameForm(scenario: Scenario): TemplateResult {
    const { say } = this;
    return html`<form
      class="scenario-form"
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        this.renaming = null;
        void this.app.whatIf.scenarios.rename(scenario, nameIn(event));
      }}
    >
      <label class="field"
        ><span>${say.scenarioName}</span><input name="scenario" required maxlength="200" autocomplete="off" .value=${scenario.name}
      /></label>
      <button type="submit" class="small">${say.scenarioRename}</button>
      <button type="button" class="small" @click=${() => (this.renaming = null)}>${say.planCancel}</button>
    </form>`;
  }

  private save(event: SubmitEvent): void {
    event.preventDefault();
    void this.app.whatIf.scenarios.save(nameIn(event), false);
  }

  private async drop(scenario: Scenario): Promise<void> {
    this.dropping = null;
    await this.app.whatIf.scenarios.drop(scenario);
  }
}

function nameIn(event: SubmitEvent): string {
  const given = new FormData(event.target as HTMLFormElement).get('scenario');
  return typeof given === 'string' ? given.trim() : '';
}

customElements.define('jw-scenarios', ScenarioList);
