import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../format.ts';
import type { PublicAnswer } from '../server.ts';
import { icon } from './icons.ts';
import { Part } from './part.ts';
import { troubleText } from './trouble.ts';

/** For readers without an account: who answers here, how many incidents are open, and the way to report one. */
export class PublicCard extends Part {
  override render(): TemplateResult | typeof nothing {
    const { app, say } = this;
    if (app.reader.isStaff) return nothing;
    const { now } = app.publicArea;
    return html`<section class="public" aria-labelledby="public-title" aria-busy=${now.kind === 'loading' ? 'true' : 'false'}>
      <h3 id="public-title" class="unseen">${say.forEverybody}</h3>
      ${now.kind === 'failed' ? troubleText(now.trouble) : nothing}
      ${now.kind === 'ready' && now.value.layer === 'grid' ? this.contacts(now.value.contacts) : nothing}
      <a class="button" href="/work#tab=report">${icon('camera')}${say.reportProblem}</a>
      <p class="quiet">${say.reportProblemText}</p>
      ${now.kind === 'ready' ? this.counts(now.value.incidents) : nothing}
    </section>`;
  }

  private counts(incidents: PublicAnswer['incidents']): TemplateResult {
    const { app, say } = this;
    const count = (value: number) => formatNumber(value, app.language);
    return html`<dl class="tiles public-counts" aria-label=${say.incidentsHere}>
      <div><dt>${say.incidentsOpen}</dt><dd>${count(incidents.open)}</dd></div>
      <div><dt>${say.incidentsClosed}</dt><dd>${count(incidents.closed)}</dd></div>
    </dl>`;
  }

  private contacts(contacts: PublicAnswer['contacts']): TemplateResult {
    const { app, say } = this;
    return html`<h4>${say.whoAnswers}</h4>
      ${contacts.length === 0 ? html`<p class="quiet">${say.nobodyAnswers}</p>` : nothing}
      <ul class="contacts">
        ${contacts.map(
          ({ role, telephone }) =>
            html`<li><span>${role[app.language]}</span><a href="tel:${telephone.replace(/[^0-9+]/g, '')}">${telephone}</a></li>`,
        )}
      </ul>`;
  }
}

customElements.define('jw-public', PublicCard);
