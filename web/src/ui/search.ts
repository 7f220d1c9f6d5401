import { html, nothing, type TemplateResult } from 'lit';
import { CLOSED, markMatch, onKey, type Combobox } from '../combobox.ts';
import type { SearchHit } from '../server.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';

const PAUSE_MS = 180;
const MOST_HITS = 12;

/** The search box: a combobox over names and codes. The list opens under it; Enter goes to a hit. */
export class Search extends Part {
  static override properties = {
    ...Part.properties,
    text: { state: true },
    hits: { state: true },
    box: { state: true },
    busy: { state: true },
  };
  declare text: string;
  declare hits: readonly SearchHit[];
  declare box: Combobox;
  declare busy: boolean;
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = '';
    this.hits = [];
    this.box = CLOSED;
    this.busy = false;
  }

  override render(): TemplateResult {
    const { say, box, hits } = this;
    const query = this.text.trim();
    const isOpen = box.open && query !== '';
    return html`<div class="search" role="search">
      ${icon('search')}
      <input
        id="search"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck="false"
        enterkeyhint="search"
        maxlength="80"
        aria-label=${say.searchLabel}
        aria-autocomplete="list"
        aria-controls="search-hits"
        aria-expanded=${isOpen && hits.length > 0 ? 'true' : 'false'}
        aria-activedescendant=${isOpen && box.active >= 0 ? `hit-${box.active}` : nothing}
        placeholder=${say.searchPlaceholder}
        .value=${this.text}
        @input=${(event: InputEvent) => this.typed((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.pressed(event)}
        @focus=${() => (this.box = { open: hits.length > 0, active: -1 })}
        @blur=${() => (this.box = CLOSED)}
      />
      ${this.text === '' ? nothing : this.clearButton()}
      <ul id="search-hits" role="listbox" aria-label=${say.searchLabel} ?hidden=${!isOpen || hits.length === 0}>
        ${hits.map((hit, index) => this.option(hit, index))}
      </ul>
      <p class="search-note" role="status" ?hidden=${!isOpen || hits.length > 0}>${isOpen ? this.note(query) : ''}</p>
    </div>`;
  }

  private note(query: string): string {
    if (this.busy) return this.say.searching;
    return this.hits.length > 0 ? this.say.searchCount(this.hits.length) : this.say.searchNone(query);
  }

  private clearButton(): TemplateResult {
    return html`<button type="button" class="plain" aria-label=${this.say.searchClear} @click=${() => this.clear()}>
      ${icon('clear')}
    </button>`;
  }

  private option(hit: SearchHit, index: number): TemplateResult {
    const { field, text, start, end } = hit.matched;
    const name = hit.name ?? hit.code ?? this.say.noName;
    const [before, match, after] = markMatch(name, text === name ? [start, end] : null);
    const other = field === 'name' || text === name ? (hit.address ?? hit.code) : text;
    return html`<li
      id="hit-${index}"
      role="option"
      aria-selected=${index === this.box.active ? 'true' : 'false'}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.take(index)}
    >
      <span class="hit-name">${before}<mark>${match}</mark>${after}</span>
      <span class="hit-layer">${this.layerOf(hit)}</span>
      ${other === null ? nothing : html`<span class="hit-code">${other}</span>`}
    </li>`;
  }

  /** What the map shows for a hit: a door, which no layer of the map holds, is shown by its building. */
  private shownAs(hit: SearchHit): { layer: string; id: number } | null {
    if (this.app.registry.has(hit.layer)) return { layer: hit.layer, id: hit.id };
    return typeof hit.building_id !== 'number' ? null : { layer: 'building', id: hit.building_id };
  }

  private layerOf(hit: SearchHit): string {
    const { registry, language } = this.app;
    return registry.has(hit.layer) ? registry.layer(hit.layer).label[language] : this.say.door;
  }

  private typed(text: string): void {
    this.text = text;
    this.asking?.abort();
    clearTimeout(this.timer);
    if (text.trim() === '') {
      this.hits = [];
      this.box = CLOSED;
      return;
    }
    this.busy = true;
    this.timer = setTimeout(() => void this.look(text.trim()), PAUSE_MS);
  }

  private async look(query: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    try {
      const { view, asOf } = this.app.shown;
      const hits = await this.app.server.search(query, view, MOST_HITS, asOf, asking.signal);
      this.hits = hits.filter((hit) => this.shownAs(hit) !== null);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.hits = [];
      this.app.noteTrouble(error);
    }
    this.busy = false;
    this.box = { open: true, active: -1 };
    this.app.announce(this.note(query));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { box, handled, take, clear } = onKey(this.box, event.key, this.hits.length);
    this.box = box;
    if (handled) event.preventDefault();
    if (take !== null) this.take(take);
    if (clear) this.clear();
  }

  private take(index: number): void {
    const hit = this.hits[index];
    if (!hit) return;
    this.box = CLOSED;
    this.text = hit.name ?? hit.code ?? '';
    const shown = this.shownAs(hit);
    if (shown !== null) this.app.select(shown);
  }

  private clear(): void {
    this.typed('');
    this.querySelector('input')?.focus();
  }
}

customElements.define('jw-search', Search);
