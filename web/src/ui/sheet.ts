import { html, nothing, type TemplateResult } from 'lit';
import { dayOf } from '../days.ts';
import { formatNumber } from '../format.ts';
import { SheetMap } from '../map/sheet.ts';
import { basisWords } from './basis.ts';
import { figureOf } from '../measure/figures.ts';
import { readSoFar } from '../measure/loaded.ts';
import { barOf, groundOf, scaleFor, SCALES } from '../print/scale.ts';
import { choice } from './choice.ts';
import { dayNote, figureLine, runName, themeFigure } from './figure.ts';
import { icon, northArrow } from './icons.ts';
import { differenceClasses, themeClasses } from './legend_classes.ts';
import { Part } from './part.ts';
import { titleOf } from './place_name.ts';
import { troubleText } from './trouble.ts';
import type { Trouble } from '../state.ts';

const PAPERS = ['a4', 'a3'] as const;
const WAYS = ['landscape', 'portrait'] as const;
const EQUATOR_M = 40_075_016.686;
const TILE_PIXELS = 512;
const ROOM_PIXELS = 32;

/** A map sheet as it will lie on paper, and the way to the printer. The text stays text; the map is drawn at 288 dpi. */
export class Sheet extends Part {
  static override properties = {
    ...Part.properties,
    isOpen: { state: true }, paper: { state: true }, way: { state: true }, ratio: { state: true }, title: { state: true }, trouble: { state: true },
  };
  declare isOpen: boolean;
  declare paper: (typeof PAPERS)[number];
  declare way: (typeof WAYS)[number];
  declare ratio: number;
  declare title: string;
  declare trouble: Trouble | null;
  private sheetMap: SheetMap | null = null;
  /** What tells the printer the paper. */
  private readonly page = new CSSStyleSheet();

  constructor() {
    super();
    this.isOpen = false;
    this.paper = 'a4';
    this.way = 'landscape';
    this.ratio = 10_000;
    this.title = '';
    this.trouble = null;
  }

  /** Lays the sheet out for what the map shows now. */
  async open(): Promise<void> {
    const { app } = this;
    const theme = app.registry.theme(app.shown.theme);
    const { detail } = app;
    const place = detail.kind === 'ready' ? titleOf(detail.item, app.say.noName) : app.say.cityName;
    this.title = theme ? `${place} · ${theme.label[app.language]}` : place;
    this.isOpen = true;
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.page];
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
    this.fitPreview();
    this.ratio = this.fittingRatio();
    await this.drawMap();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { say } = this;
    this.page.replaceSync(`@page { size: ${this.paper.toUpperCase()} ${this.way}; margin: 0 }`);
    return html`<dialog class="print" aria-label=${say.printTitle} @close=${() => this.close()}>
      <form class="print-bar" @submit=${(event: Event) => event.preventDefault()}>
        <label class="field"
          ><span>${say.printHeading}</span
          ><input name="title" maxlength="80" .value=${this.title} @input=${(event: Event) => (this.title = (event.target as HTMLInputElement).value)}
        /></label>
        ${choice(say.printPaper, 'paper', PAPERS, this.paper, (paper) => paper.toUpperCase(), (paper) => this.lay({ paper }))}
        ${choice(say.printWay, 'way', WAYS, this.way, (way) => (way === 'landscape' ? say.printLandscape : say.printPortrait), (way) => this.lay({ way }))}
        ${choice(say.printScale, 'scale', SCALES, this.ratio, (ratio) => this.ratioWord(ratio), (ratio) => this.rescale(ratio))}
        <button type="button" class="button" @click=${() => window.print()}>${icon('print')}${say.print}</button>
        <button type="button" class="plain" aria-label=${say.close} @click=${() => this.querySelector('dialog')?.close()}>${icon('clear')}</button>
      </form>
      ${this.trouble ? troubleText(this.trouble) : nothing}
      <div class="print-desk"><div class="print-room">${this.sheet()}</div></div>
    </dialog>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  private sheet(): TemplateResult {
    const { app, say } = this;
    const { attribution, approval } = app.credits;
    const today = dayOf(new Date());
    return html`<article class="sheet" data-paper=${`${this.paper}-${this.way}`}>
      <header>
        <h2>${this.title}</h2>
        <p>${say.printAsOf(app.shown.asOf ?? today)}</p>
      </header>
      <div class="sheet-map" aria-label=${say.mapLabel} role="img"></div>
      <aside>
        ${this.legend()} ${this.figures()}
        <div class="sheet-scale">${northArrow(0)} ${this.bar()}</div>
      </aside>
      <footer>
        <span>${attribution === '' ? nothing : html`${say.attribution}: ${attribution}`}</span>
        <span>${say.mapApproval}: ${approval === '' ? html`<i></i>` : approval}</span>
        <span>${say.printedOn(today)} · ${say.appName}</span>
      </footer>
    </article>`;
  }

  private legend(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const theme = app.registry.theme(app.shown.theme);
    if (app.whatIf.colours) {
      return html`<section class="legend-part"><h3>${say.planTitle} · ${say.planChanges} ${app.whatIf.changes.length}</h3>${differenceClasses(app, theme)}</section>`;
    }
    if (!theme) return nothing;
    const zoom = this.sheetMap?.zoom ?? app.shown.view?.zoom ?? 0;
    return html`<section class="legend-part"><h3>${theme.label[app.language]}</h3>${themeClasses(app, theme, zoom)}</section>`;
  }

  private figures(): TemplateResult | typeof nothing {
    const { app, say } = this;
    const answer = readSoFar(app.area.now);
    if (!answer) return nothing;
    const { area, run } = answer;
    const figure = figureOf(app.shown.theme, area);
    return html`<section class="legend-part">
      <h3>${area.name ?? area.code ?? say.cityName}</h3>
      ${figure ? themeFigure(app, app.shown.theme, figure) : html`${figureLine(app, say.figureH, area.figures.h)}${figureLine(app, say.figureV, area.figures.v)}`}
      <p>${basisWords(app)}</p>
      ${runName(app, run)} ${dayNote(app, run)}
    </section>`;
  }

  /** The bar is as long on paper as it says; the ratio holds in the middle of the map. */
  private bar(): TemplateResult {
    const { metres, mm } = barOf(this.ratio);
    return html`<div>
      <svg width="${mm}mm" height="2.4mm" viewBox="0 0 4 1" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 0h1v1H0zM2 0h1v1H2z" /><path class="frame" d="M0 0h4v1H0z" />
      </svg>
      <p>${formatNumber(metres, this.app.language)} m · ${this.ratioWord(this.ratio)}</p>
    </div>`;
  }

  private ratioWord(ratio: number): string {
    return `1 : ${formatNumber(ratio, this.app.language)}`;
  }

  private lay(part: Partial<Pick<Sheet, 'paper' | 'way'>>): void {
    Object.assign(this, part);
    void this.updateComplete.then(() => {
      this.fitPreview();
      this.rescale(this.fittingRatio());
    });
  }

  private rescale(ratio: number): void {
    this.ratio = ratio;
    this.mapBox?.removeAttribute('data-drawn');
    this.sheetMap?.setRatio(ratio);
    this.requestUpdate();
  }

  private get mapBox(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.sheet-map');
  }

  private async drawMap(): Promise<void> {
    const { app, mapBox } = this;
    if (!mapBox) return;
    this.trouble = null;
    this.sheetMap = new SheetMap(app, mapBox, this.ratio, () => (mapBox.dataset['drawn'] = ''));
    try {
      await this.sheetMap.dress();
    } catch (error) {
      this.trouble = app.explain(error);
    }
    this.requestUpdate();
  }

  /** The round scale at which the sheet shows all that the screen shows. */
  private fittingRatio(): number {
    const { view } = this.app.shown;
    const screen = document.querySelector('#map');
    const { mapBox } = this;
    if (!view || !screen || !mapBox) return this.ratio;
    const pixel_m = groundOf(EQUATOR_M / (TILE_PIXELS * 2 ** view.zoom), view.lat);
    return Math.max(
      scaleFor(screen.clientWidth * pixel_m, mapBox.clientWidth),
      scaleFor(screen.clientHeight * pixel_m, mapBox.clientHeight),
    );
  }

  /** The whole sheet is seen on the screen: shrunk as a picture, so that its own lengths stay those of paper. */
  private fitPreview(): void {
    const desk = this.querySelector<HTMLElement>('.print-desk');
    const room = this.querySelector<HTMLElement>('.print-room');
    const sheet = this.querySelector<HTMLElement>('.sheet');
    if (!desk || !room || !sheet) return;
    const shrink = Math.min(1, (desk.clientWidth - ROOM_PIXELS) / sheet.offsetWidth, (desk.clientHeight - ROOM_PIXELS) / sheet.offsetHeight);
    room.style.setProperty('--shrink', String(shrink));
    room.style.width = `${sheet.offsetWidth * shrink}px`;
    room.style.height = `${sheet.offsetHeight * shrink}px`;
  }

  private close(): void {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== this.page);
    this.sheetMap?.end();
    this.sheetMap = null;
    this.isOpen = false;
  }
}

customElements.define('jw-sheet', Sheet);
