import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, formatValue } from '../format.ts';
import type { Layer } from '../registry.ts';
import { troubleOf, type Held, type Item, type Page, type Row } from '../server.ts';
import type { Trouble } from '../state.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

const PAGE_ROWS = 20;

const NATURAL = new Intl.Collator('zh-CN', { numeric: true });

/** What a row says beside its name, first come first shown. */
const NOTES = ['households', 'category', 'kind', 'use', 'state'];

/** A list of things that needs no map: those that `holder` holds, or all of a layer; read when first opened. */
export class Rows extends Part {
  static override properties = {
    ...Part.properties,
    layer: { attribute: false },
    holder: { attribute: false },
    grid: { attribute: false },
    total: { attribute: false },
    open: { state: true },
    rows: { state: true },
    cursor: { state: true },
    trouble: { state: true },
    busy: { state: true },
  };
  declare layer: Layer;
  declare holder: Held | null;
  /** Given for the estates of a grid, which no field links. */
  declare grid: Item | null;
  /** How many there are; null until reading tells. */
  declare total: number | null;
  declare open: boolean;
  declare rows: readonly Row[];
  declare cursor: string | null;
  declare trouble: Trouble | null;
  declare busy: boolean;
  /** The edition of the city that the rows are from. */
  private edition = 0;

  constructor() {
    super();
    this.holder = null;
    this.grid = null;
    this.total = null;
    this.open = false;
    this.rows = [];
    this.cursor = null;
    this.trouble = null;
    this.busy = false;
  }

  override firstUpdated(): void {
    this.edition = this.app.edition;
    if (this.open) void this.more();
  }

  override updated(): void {
    if (this.edition === this.app.edition) return;
    this.edition = this.app.edition;
    if (this.rows.length > 0 || this.open) void this.again();
  }

  override render(): TemplateResult {
    const { say, layer, total } = this;
    const word = layer.label[this.app.language];
    return html`<details class="list" ?open=${this.open} @toggle=${(event: Event) => this.toggled(event)}>
      <summary>
        ${icon('chevron')}
        <h3>${this.grid ? say.listEstatesHere : word}</h3>
        ${total === null ? nothing : html`<span class="count">${formatNumber(total, this.app.language)}</span>`}
      </summary>
      ${this.open ? this.body() : nothing}
    </details>`;
  }

  private body(): TemplateResult {
    const { say, rows, total } = this;
    const left = total === null ? null : total - rows.length;
    return html`<ul class="rows">
        ${this.inOrder().map((row) => this.line(row))}
      </ul>
      ${this.busy ? html`<p class="quiet">${say.listLoading}</p>` : nothing}
      ${this.trouble ? troubleText(this.trouble) : nothing}
      ${!this.busy && !this.trouble && rows.length === 0 ? html`<p class="quiet">${say.listEmpty}</p>` : nothing}
      ${this.cursor !== null && !this.busy && left !== null
        ? html`<button type="button" class="more" @click=${() => void this.more()}>
            ${say.listMore(formatNumber(left, this.app.language))}
          </button>`
        : nothing}`;
  }

  /**
   * What has codes stands in their order, as the service sorts it. What has only names stands as people count them (2号楼
   * before 10号楼), once the list is whole: of a part nobody can know what comes first.
   */
  private inOrder(): readonly Row[] {
    const hasCodes = this.layer.fields.some(({ name }) => name === 'code');
    if (hasCodes || this.cursor !== null) return this.rows;
    return [...this.rows].sort((one, other) => NATURAL.compare(one.name ?? '', other.name ?? ''));
  }

  private line(row: Row): TemplateResult {
    const thing = { layer: this.layer.id, id: row.id };
    const note = this.note(row);
    return html`<li>
      <a
        href=${this.app.addressOf(thing)}
        @click=${(event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          this.app.select(thing);
        }}
      >
        <span class="row-name">${row.name ?? row.code ?? this.say.noName}</span>
        ${note === '' ? nothing : html`<span class="row-note">${note}</span>`} ${icon('chevron')}
      </a>
    </li>`;
  }

  private note(row: Row): string {
    for (const name of NOTES) {
      const field = this.layer.fields.find((candidate) => candidate.name === name);
      const value = row.properties[name];
      if (!field || value === null || value === undefined) continue;
      const text = formatValue(field, value, this.app.language);
      if (name === 'households') return this.say.householdCount(text);
      if (text !== this.layer.label[this.app.language]) return text;
    }
    return '';
  }

  private toggled(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
    if (this.open && this.rows.length === 0) void this.more();
  }

  private async more(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = null;
    try {
      const page = await this.read();
      this.rows = [...this.rows, ...page.rows];
      this.cursor = page.cursor;
      this.total = page.matched;
    } catch (error) {
      this.app.noteTrouble(error);
      this.trouble = troubleOf(error, this.app.language);
    }
    this.busy = false;
  }

  /** The list as it is now, as far as it had been read; what is shown stays until then. */
  private async again(): Promise<void> {
    const wanted = this.rows.length;
    try {
      const rows: Row[] = [];
      let page: Page = { rows, cursor: null, matched: 0 };
      do {
        this.cursor = page.cursor;
        page = await this.read();
        rows.push(...page.rows);
      } while (page.cursor !== null && rows.length < wanted);
      this.rows = rows;
      this.cursor = page.cursor;
      this.total = page.matched;
    } catch (error) {
      this.app.noteTrouble(error);
    }
  }

  private async read(): Promise<Page> {
    const holder = this.grid ? { field: 'within', id: `grid/${this.grid.id}` } : this.holder;
    return this.app.server.page(this.layer, holder, PAGE_ROWS, this.cursor, this.app.shown.asOf);
  }
}

customElements.define('jw-rows', Rows);
