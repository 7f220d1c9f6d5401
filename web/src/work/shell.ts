/** What of a request does the worker's page answer from what it keeps? */

/** What the build wrote: a name that changes with the files, and the files themselves. */
export interface Shell {
  version: string;
  files: readonly string[];
}

const PREFIX = 'jingwei-work-';

export const PAGE = '/work';

export function cacheName(shell: Shell): string {
  return PREFIX + shell.version;
}

/** Shells of other versions of this page; caches of others are left alone. */
export function isStale(name: string, shell: Shell): boolean {
  return name.startsWith(PREFIX) && name !== cacheName(shell);
}

/**
 * The kept file that answers; null for what only the service can say. The page and its files are of one build, so that
 * a new release never mixes with an old one. What the page has from the service it keeps itself, with its age.
 */
export function keptFile(shell: Shell, method: string, address: string, origin: string): string | null {
  const url = new URL(address, origin);
  if (method !== 'GET' || url.origin !== origin || url.search !== '') return null;
  return shell.files.includes(url.pathname) ? url.pathname : null;
}
