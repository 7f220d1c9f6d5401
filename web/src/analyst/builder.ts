/** The builder: what is asked, at which level, where, on which day, and which fields must have which value. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Field } from '../registry.ts';
import { DeskPart } from './part.ts';
import { kindOf, takes, themeOf, type Question } from './question.ts';

type Options = readonly (readonly [value: string, word: string])[];

const AREA_LEVELS = ['street', 'community', 'grid', 'estate'];
const INDEXES = ['h', 'v', 'hub', 'completeness', 'organisation'] as const;

export class Builder extends DeskPart {
  override render(): TemplateResult {
    const { say, desk } = this;
    const { question } = desk;
    const taken = takes(kindOf(question), desk.isDerived);
    return html`<form class="builder" aria-labelledby="builder-title" @submit=${(event: Event) => event.preventDefault()}>
      <h2 id="builder-title">${say.builder}</h2>
      ${this.about()} ${taken.includes('level') ? this.level() : nothing} ${kindOf(question) === 'coverage' ? this.index() : nothing}
      ${taken.includes('within') ? this.within() : nothing}
      <label><span>${say.asOf}<small>${say.asOfHint}</small></span>
        <input type="date" name="as_of" .value=${question.asOf} @change=${(event: Event) => this.set('asOf', event)} /></label>
      ${taken.includes('preset')
        ? this.select('preset', say.preset, [['', say.usual], ...desk.presets.map((one) => [one.name, one.label[question.language]] as const)])
        : nothing}
      ${taken.includes('reading') ? this.select('reading', say.reading, [['', say.strict], ['lenient', say.lenient]]) : nothing}
      ${taken.includes('weight')
        ? this.select('weight', say.weight, [
            ['', say.households], ['buildings', say.buildings], ['footprint_m2', say.footprint], ['ground_m2', say.ground],
          ])
        : nothing}
      ${this.filters()} ${this.select('limit', say.limit, ['50', '100', '500', '1000'].map((n) => [n, n] as const))}
    </form>`;
  }

  private about(): TemplateResult {
    const { say, desk } = this;
    const { language, about } = desk.question;
    const option = (value: string, word: string) => html`<option value=${value} ?selected=${value === about}>${word}</option>`;
    return html`<label><span>${say.about}</span>
      <select name="about" @change=${(event: Event) => this.set('about', event)}>
        <optgroup label=${say.measured}>
          ${option('coverage', say.coverage)} ${option('gaps', say.gaps)} ${option('housing', say.housing)}
        </optgroup>
        <optgroup label=${say.stored}>${desk.stored.map((layer) => option(layer.id, layer.label[language]))}</optgroup>
        <optgroup label=${say.derived}>${desk.derived.map((layer) => option(layer.id, layer.label[language]))}</optgroup>
      </select></label>`;
  }

  private level(): TemplateResult {
    const { say, desk } = this;
    const word = (level: string) => desk.registry.has(level) ? desk.registry.layer(level).label[desk.question.language] : level;
    const areas: Options = AREA_LEVELS.map((level) => [level, word(level)] as const);
    const kind = kindOf(desk.question);
    if (kind === 'gaps') return this.select('level', say.level, [['', say.anyLevel], ...areas, ['building', word('building')]]);
    return this.select('level', say.level, [['city', say.city], ...areas]);
  }

  private index(): TemplateResult {
    const { say, desk } = this;
    const circle = desk.registry.layer('building_coverage').fields.filter((field) => field.name.startsWith('circle_'));
    const options: Options = [
      ...INDEXES.map((index) => [index, say.indexes[index]] as const),
      ...circle.map((field) => [field.name.replace('_', '.'), field.label[desk.question.language]] as const),
    ];
    return html`<label><span>${say.index}</span>
      <select name="index" @change=${(event: Event) => {
        const index = (event.target as HTMLSelectElement).value;
        desk.change({ index, theme: themeOf(index) });
      }}>${options.map(([value, word]) => html`<option value=${value} ?selected=${value === desk.question.index}>${word}</option>`)}</select></label>`;
  }

  private within(): TemplateResult {
    const { say, desk } = this;
    const { within, language } = desk.question;
    const group = (level: 'street' | 'community') =>
      html`<optgroup label=${desk.registry.layer(level).label[language]}>
        ${desk.areas[level].map(({ id, name }) => html`<option value="${level}/${id}" ?selected=${within === `${level}/${id}`}>${name}</option>`)}
      </optgroup>`;
    return html`<label><span>${say.within}</span>
      <select name="within" @change=${(event: Event) => this.set('within', event)}>
        <option value="" ?selected=${within === ''}>${say.everywhere}</option>
        ${group('street')} ${group('community')}
      </select></label>`;
  }

  /** Every field by which the service filters, each with what its type allows; equality is all that it can do. */
  private filters(): TemplateResult | typeof nothing {
    const { say, desk } = this;
    const fields = this.fields();
    if (fields.length === 0) return nothing;
    const given = fields.filter((field) => desk.question.filters[field.name]).length;
    return html`<details ?open=${given > 0}>
      <summary>${say.filters}${given > 0 ? html` <b>${given}</b>` : nothing}</summary>
      ${fields.map((field) => this.filter(field))}
    </details>`;
  }

  private fields(): Field[] {
    const { desk } = this;
    const kind = kindOf(desk.question);
    if (kind === 'coverage') return [];
    if (kind === 'gaps') return desk.registry.layer('gap').fields.filter((field) => field.name === 'kind' || field.name === 'category');
    if (kind === 'housing') {
      const field = desk.registry.layer('grid_coverage').fields.find((one) => one.name === 'housing_category');
      return field ? [{ ...field, name: 'category' }] : [];
    }
    return desk.registry.layer(desk.question.about).fields.filter((field) => field.type !== 'datetime');
  }

  private filter(field: Field): TemplateResult {
    const { say, desk } = this;
    const { filters, language } = desk.question;
    const value = filters[field.name] ?? '';
    const put = (event: Event) => {
      const text = (event.target as HTMLInputElement).value.trim();
      desk.change({ filters: { ...desk.question.filters, [field.name]: text }, at: '' });
    };
    const choices = this.choices(field);
    const control = choices
      ? html`<select name="f.${field.name}" @change=${put}>
          <option value="" ?selected=${value === ''}>${say.any}</option>
          ${value === '' || choices.some(([each]) => each === value) ? nothing : html`<option value=${value} selected>${value}</option>`}
          ${choices.map(([each, word]) => html`<option value=${each} ?selected=${each === value}>${word}</option>`)}
        </select>`
      : html`<input name="f.${field.name}" type=${field.type === 'date' ? 'date' : field.type === 'text' ? 'text' : 'number'} step="any" .value=${value} @change=${put} />`;
    return html`<label><span>${field.label[language]}</span>${control}</label>`;
  }

  private choices(field: Field): Options | null {
    const { say, desk } = this;
    if (field.choices.length > 0) return field.choices.map((one) => [one.value, one.label[desk.question.language]] as const);
    if (field.type === 'boolean') return [['true', say.yes], ['false', say.no]];
    if (field.ref === 'street' || field.ref === 'community') return desk.areas[field.ref].map(({ id, name }) => [String(id), name] as const);
    return null;
  }

  private select(part: 'preset' | 'reading' | 'weight' | 'limit' | 'level', word: string, options: Options): TemplateResult {
    const value = this.desk.question[part];
    return html`<label><span>${word}</span>
      <select name=${part} @change=${(event: Event) => this.set(part, event)}>
        ${options.map(([each, label]) => html`<option value=${each} ?selected=${each === value}>${label}</option>`)}
      </select></label>`;
  }

  private set(part: keyof Question, event: Event): void {
    this.desk.change({ [part]: (event.target as HTMLInputElement).value, ...(part === 'about' ? {} : { at: '' }) });
  }
}

customElements.define('jw-builder', Builder);
