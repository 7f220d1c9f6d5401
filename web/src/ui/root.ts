import { html, nothing, type TemplateResult } from 'lit';
import type { App } from '../app.ts';
import { basisQuery } from '../basis.ts';
import type { Coming } from '../map/coming.ts';
import { MapView } from '../map/view.ts';
import '../account/menu.ts';
import { query } from '../server/transport.ts';
import { brandMark } from './icons.ts';
import { FLAT, NARROW, Part } from './part.ts';
import type { Sheet as PrintSheet } from './sheet.ts';
import { emptyScreen, failedScreen, goneBanner, startingScreen } from './screens.ts';
import './asof.ts';
import './chips.ts';
import './compare.ts';
import './gaps.ts';
import './legend.ts';
import './panel.ts';
import './place.ts';
import './rows.ts';
import './run.ts';
import './search.ts';
import './sheet.ts';
import './tools.ts';

type Sheet = 'low' | 'half' | 'full';

const SHEETS: readonly Sheet[] = ['low', 'half', 'full'];
const SECOND_MS = 1000;
const DRAG_PIXELS = 24;

/** Pixels (and one share of the height) that lie on the map, as the style sheets have them. */
const COVERED = { chips: 48, tools: 56, credits: 28, phoneTop: 112, phoneRight: 0, lowSheet: 176, halfSheet: 0.5 };

/** The whole page: header, panel (a bottom sheet on a phone), map. */
export class Root extends Part {
  static override properties = { ...Part.properties, sheet: { state: true }, view: { state: true }, coming: { state: true } };
  declare sheet: Sheet;
  declare view: MapView | null;
  declare coming: Coming;
  private clock: ReturnType<typeof setInterval> | undefined;
  private titled = '';
  private grabbedAt = 0;
  private wasDragged = false;
  private wasArmed = false;

  constructor() {
    super();
    this.sheet = 'low';
    this.view = null;
    this.coming = null;
  }

  /** A part that is drawn in one place on a desk and in another on a phone moves when the width changes. */
  override connectedCallback(): void {
    super.connectedCallback();
    matchMedia(NARROW).addEventListener('change', () => this.app.tell('all'));
  }

  override render(): TemplateResult {
    const { app, say } = this;
    const { state } = app;
    const isCity = state.kind === 'city';
    const isNarrow = matchMedia(NARROW).matches;
    return html`${isCity
        ? html`<button type="button" class="skip" @click=${() => this.skip()}>${say.skipToDetails}</button>`
        : nothing}
      <header class="top">
        <h1>${brandMark}<span class="brand">${say.appName}</span> <span class="tagline">${say.appTagline}</span></h1>
        ${this.languageSwitch()}<jw-account page="map" .language=${app.language}></jw-account> ${isCity ? html`<jw-search .app=${app}></jw-search>` : nothing}
      </header>
      ${isCity ? this.aside() : nothing}
      <main class="stage">
        <div role="alert">${'gone' in state && state.gone ? goneBanner(app) : nothing}</div>
        ${this.mapPart()}
        ${state.kind === 'starting' ? startingScreen(app) : nothing}
        ${state.kind === 'failed' ? failedScreen(app, state.trouble) : nothing}
        ${state.kind === 'empty' ? emptyScreen(app) : nothing}
      </main>
      ${isCity && app.shown.panel === 'gaps' && !isNarrow
        ? html`<div class="drawer"><jw-gaps .app=${app}></jw-gaps></div>`
        : nothing}
      ${isCity && app.shown.panel === 'whatif' && !isNarrow && app.whatIf.scenarios.compared.kind !== 'none'
        ? html`<div class="drawer"><jw-compare .app=${app}></jw-compare></div>`
        : nothing}
      ${isCity ? html`<jw-sheet .app=${app}></jw-sheet><jw-run .app=${app}></jw-run>` : nothing}
      <p class="unseen" role="status">${app.said}</p>`;
  }

  protected override updated(): void {
    const { app } = this;
    this.dataset['screen'] = app.state.kind;
    this.dataset['sheet'] = this.sheet;
    if (app.state.kind === 'city') this.openMap();
    this.nameDocument();
    this.clearForPlacing();
    const counts = app.retryAt !== null;
    if (counts && this.clock === undefined) this.clock = setInterval(() => this.requestUpdate(), SECOND_MS);
    if (!counts && this.clock !== undefined) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
  }

  /** On a phone the map must be seen by who is to tap on it. */
  private clearForPlacing(): void {
    const isArmed = this.app.whatIf.armed !== null;
    if (isArmed && !this.wasArmed) this.sheet = 'low';
    this.wasArmed = isArmed;
  }

  private aside(): TemplateResult {
    const { say } = this;
    const isFull = this.sheet === 'full';
    return html`<aside class="panel" aria-label=${say.panel}>
      <button
        type="button"
        class="handle"
        aria-label=${isFull ? say.sheetShorter : say.sheetTaller}
        @pointerdown=${(event: PointerEvent) => this.grabSheet(event)}
        @pointerup=${(event: PointerEvent) => this.releaseSheet(event.clientY)}
        @click=${() => this.stepSheet()}
      >
        <i></i>
      </button>
      <jw-panel .app=${this.app}></jw-panel>
    </aside>`;
  }

  /** The map stays in the page on every screen: OpenLayers keeps the element that it was given. */
  private mapPart(): TemplateResult {
    const { app, say } = this;
    const isCity = app.state.kind === 'city';
    return html`<div class="map-area" ?hidden=${!isCity}>
      <div
        class="map"
        id="map"
        tabindex="0"
        role="application"
        aria-label=${say.mapLabel}
        aria-describedby="map-help"
      ></div>
      <p id="map-help" class="unseen">${say.mapHelp}</p>
      <div class="reticle" aria-hidden="true"></div>
      ${isCity
        ? html`<jw-chips .app=${app}></jw-chips>
            <jw-tools .app=${app} .view=${this.view} @sheet=${() => void this.querySelector<PrintSheet>('jw-sheet')?.open()}></jw-tools>
            <jw-legend .app=${app}></jw-legend>
            <jw-place .app=${app}></jw-place>
            <jw-as-of .app=${app}></jw-as-of>
            <jw-past .app=${app}></jw-past>
            <p class="coming" role="status" ?data-shown=${this.coming !== null}>${this.coming === null ? '' : html`<i class="spinner" aria-hidden="true"></i>${{ old: say.mapOld, colours: say.mapColours }[this.coming]}`}</p>
            <jw-armed .app=${app}></jw-armed>`
        : nothing}
      <footer class="credits">
        <div id="scale" role="img" aria-label=${say.scaleBar}></div>
        <p>
          ${app.credits.attribution === '' ? nothing : html`<span>${say.attribution}: ${app.credits.attribution}</span>`}
          ${app.reader.isStaff
            ? html`<a href="/desk#lang=${app.language}">${say.incidentDesk}</a>
                <a href=${analystAddress(app)}>${say.analyst}</a>
                <a href="/work#lang=${app.language}">${say.work}</a>`
            : nothing}
          <span class="approval">
            ${say.mapApproval}:
            ${app.credits.approval === '' ? html`<i>${say.mapApprovalMissing}</i>` : app.credits.approval}
          </span>
        </p>
      </footer>
    </div>`;
  }

  private languageSwitch(): TemplateResult {
    const { app, say } = this;
    const choice = (language: 'zh' | 'en', tag: string, text: string) =>
      html`<button
        type="button"
        lang=${tag}
        aria-pressed=${app.language === language ? 'true' : 'false'}
        @click=${() => app.setLanguage(language)}
      >
        ${text}
      </button>`;
    return html`<div class="languages" role="group" aria-label=${say.language}>
      ${choice('zh', 'zh-CN', '中文')} ${choice('en', 'en', 'EN')}
    </div>`;
  }

  private openMap(): void {
    if (this.view) return;
    const target = this.querySelector<HTMLElement>('#map');
    const scale = this.querySelector<HTMLElement>('#scale');
    if (!target || !scale) return;
    this.view = new MapView(this.app, target, scale);
    this.view.covered = () => this.covered(target);
    this.view.picture.coming = (what) => (this.coming = what);
    this.view.begin();
  }

  /** What lies on the map: the legend beside it; on a phone header and buttons above, and the sheet as it will be. */
  private covered(map: HTMLElement): [number, number, number, number] {
    const box = map.getBoundingClientRect();
    if (matchMedia(FLAT).matches) {
      const panel = this.querySelector('.panel')?.getBoundingClientRect();
      const tools = this.querySelector('.tools')?.getBoundingClientRect();
      return [COVERED.phoneTop, tools ? box.right - tools.left : 0, COVERED.credits, panel ? panel.right - box.left : 0];
    }
    if (matchMedia(NARROW).matches) {
      const isRaised = this.sheet !== 'low' || this.app.shown.selection !== null;
      return [COVERED.phoneTop, COVERED.phoneRight, isRaised ? box.height * COVERED.halfSheet : COVERED.lowSheet, 0];
    }
    const legend = this.querySelector('.legend[data-open]')?.getBoundingClientRect();
    return [COVERED.chips, legend ? box.right - legend.left : COVERED.tools, COVERED.credits, 0];
  }

  private grabSheet(event: PointerEvent): void {
    this.grabbedAt = event.clientY;
    this.wasDragged = false;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  /** A drag of the handle moves the sheet one step that way; the click that follows it is not a step of its own. */
  private releaseSheet(y: number): void {
    const dragged = this.grabbedAt - y;
    this.wasDragged = Math.abs(dragged) > DRAG_PIXELS;
    if (!this.wasDragged) return;
    const step = SHEETS.indexOf(this.sheet) + Math.sign(dragged);
    this.sheet = SHEETS[Math.min(Math.max(step, 0), SHEETS.length - 1)] ?? 'low';
  }

  private stepSheet(): void {
    if (this.wasDragged) {
      this.wasDragged = false;
      return;
    }
    this.sheet = SHEETS[(SHEETS.indexOf(this.sheet) + 1) % SHEETS.length] ?? 'low';
  }

  private skip(): void {
    if (this.sheet === 'low') this.sheet = 'half';
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('#detail-title')?.focus());
  }

  /** Names the page after what is chosen, and says it once to a screen reader. */
  private nameDocument(): void {
    const { app } = this;
    const { detail } = app;
    const properties = detail.kind === 'ready' ? detail.item.properties : {};
    const name = [properties['name'], properties['code']].find((word) => typeof word === 'string' && word !== '');
    const place = typeof name === 'string' ? name : '';
    document.title = app.say.documentTitle(place);
    const key = detail.kind === 'ready' ? `${detail.thing.layer}/${detail.thing.id}` : detail.kind;
    if (key === this.titled || detail.kind === 'loading') return;
    this.titled = key;
    if (detail.kind !== 'ready') return;
    if (this.sheet === 'low') this.sheet = 'half';
    const layer = app.registry.layer(detail.thing.layer).label[app.language];
    app.announce(app.say.selectedOnMap(`${layer} ${place}`));
  }
}

/** The analyst's page, of the same day and measured by the same. */
function analystAddress({ shown, language }: App): string {
  return `/analyst#${new URLSearchParams(query({ lang: language, ...basisQuery(shown) })).toString()}`;
}

customElements.define('jw-app', Root);
