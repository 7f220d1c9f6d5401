import { html, nothing, type TemplateResult } from 'lit';
import { Loader } from '../measure/loaded.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** A section that is asked for when it is opened, and again when what it depends on is another. */
export abstract class Folded<Shape> extends Part {
  static override properties = { ...Part.properties, isOpen: { state: true } };
  declare isOpen: boolean;
  private readonly loader = new Loader<Shape>(
    () => this.requestUpdate(),
    (error) => this.app.explain(error),
  );
  private key = '';

  constructor() {
    super();
    this.isOpen = false;
  }

  protected abstract get heading(): string;
  /** What the answer depends on. */
  protected abstract get depends(): string;
  protected abstract read(signal: AbortSignal): Promise<Shape>;
  protected abstract body(answer: Shape): TemplateResult;

  override willUpdate(): void {
    const key = this.isOpen ? `${this.depends} ${this.app.language} ${this.app.edition}` : '';
    if (key === '' || key === this.key) return;
    this.key = key;
    void this.loader.load((signal) => this.read(signal), true);
  }

  override render(): TemplateResult {
    const { say } = this;
    const { now } = this.loader;
    return html`<details
      class="fold"
      aria-busy=${now.kind === 'loading' ? 'true' : 'false'}
      @toggle=${(event: Event) => (this.isOpen = (event.target as HTMLDetailsElement).open)}
    >
      <summary>${icon('chevron')}<h4>${this.heading}</h4></summary>
      ${now.kind === 'loading' && now.before === null ? html`<p class="quiet">${say.figuresLoading}</p>` : nothing}
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing} ${now.kind === 'ready' ? this.body(now.value) : nothing}
      ${now.kind === 'loading' && now.before !== null ? this.body(now.before) : nothing}
    </details>`;
  }
}
