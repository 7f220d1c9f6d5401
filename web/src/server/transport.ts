/** The one file that fetches. An answer is of the asked shape, or an error that a reader understands. */

import { LANGUAGE_TAGS, words, type Language } from '../i18n.ts';
import type { Trouble } from '../state.ts';

/** The service does not answer, or answers that it cannot at the moment. */
export class ServerGone extends Error {}

/** The service answered that something is wrong with what was asked. */
export class ServerProblem extends Error {
  readonly status: number;
  readonly trouble: Trouble;
  /** The stable code of the problem; empty where the answer was none. */
  readonly code: string;

  constructor(status: number, trouble: Trouble, code = '') {
    super(trouble.title);
    this.status = status;
    this.trouble = trouble;
    this.code = code;
  }
}

/** How long an answer may take before the service counts as gone. */
const PATIENCE_MS = 20_000;

const GONE_STATUSES = [502, 503, 504];

export interface Asking {
  signal?: AbortSignal;
  /** Milliseconds after which the service counts as gone; what is measured first takes longer than what is read. */
  patience?: number;
  /** The body, as JSON; with one the method is POST. */
  sent?: unknown;
  /** The body as a form with files, instead; the method is POST. */
  form?: FormData;
  method?: 'POST' | 'PUT' | 'DELETE';
  /** The account in whose name it is asked: the service answers somebody else with 401. */
  account?: number;
}

export class Transport {
  private language: Language = 'zh';

  /** From now on answers and errors come in that language. */
  speak(language: Language): void {
    this.language = language;
  }

  async json<Shape>(address: string, asking: Asking = {}): Promise<Shape> {
    const answer = await this.answer(address, asking);
    try {
      return (await answer.json()) as Shape;
    } catch {
      throw new ServerProblem(answer.status, { title: words(this.language).badAnswer, detail: address, remedy: '' });
    }
  }

  async answer(address: string, asking: Asking = {}): Promise<Response> {
    const { signal, patience = PATIENCE_MS } = asking;
    const asked = this.request(asking);
    let answer: Response;
    try {
      answer = await fetch(address, { ...asked, signal: within(patience, signal) });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new ServerGone(address);
    }
    if (GONE_STATUSES.includes(answer.status)) throw new ServerGone(address);
    if (!answer.ok) throw await problemIn(answer);
    return answer;
  }

  private request({ sent, form, method, account }: Asking): RequestInit {
    const spoken = { 'Accept-Language': LANGUAGE_TAGS[this.language], ...(account === undefined ? {} : { 'Jingwei-Account': String(account) }) };
    if (form !== undefined) return { method: method ?? 'POST', headers: spoken, body: form };
    if (sent === undefined) return { method: method ?? 'GET', headers: spoken };
    return { method: method ?? 'POST', headers: { ...spoken, 'Content-Type': 'application/json' }, body: JSON.stringify(sent) };
  }
}

/**
 * Ends with the asker's signal, or when that many milliseconds are over, also while the body is read. `AbortSignal.any` and
 * `AbortSignal.timeout` would say it in a word, but phones of before 2023 have neither.
 */
function within(patience: number, signal?: AbortSignal): AbortSignal {
  const either = new AbortController();
  const end = () => either.abort();
  if (signal?.aborted === true) end();
  else signal?.addEventListener('abort', end, { once: true });
  setTimeout(end, patience);
  return either.signal;
}

/** A sentence about any error: what the service said, or that it did not answer. */
export function troubleOf(error: unknown, language: Language): Trouble {
  if (error instanceof ServerProblem) return error.trouble;
  const say = words(language);
  if (error instanceof ServerGone) return { title: say.goneBanner, detail: say.goneDetail, remedy: say.goneRemedy };
  return { title: say.failedTitle, detail: error instanceof Error ? error.message : String(error), remedy: '' };
}

/** A query of what is given; what is null is left out, so that the service takes its default. */
export function query(parameters: Readonly<Record<string, string | null>>): string {
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null);
  return given.length > 0 ? `?${new URLSearchParams(given).toString()}` : '';
}

/** The cursor of the next page among an answer's links; null on the last page. */
export function nextCursor(links: readonly { rel: string; href: string }[]): string | null {
  const next = links.find((link) => link.rel === 'next');
  return next ? new URL(next.href, location.href).searchParams.get('cursor') : null;
}

async function problemIn(answer: Response): Promise<ServerProblem> {
  const raw = (await answer.json().catch(() => ({}))) as Partial<Trouble & { code: string }>;
  const trouble = { title: raw.title ?? String(answer.status), detail: raw.detail ?? '', remedy: raw.remedy ?? '' };
  return new ServerProblem(answer.status, trouble, raw.code);
}
