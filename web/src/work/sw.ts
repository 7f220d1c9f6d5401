/// <reference lib="webworker" />
/**
 * The service worker of `/work`: the page and its files open without a network, everything else is left to the network; and
 * what waits to be sent is sent when the browser says that there is a network again, also when the page is closed.
 */

import { Transport } from '../server/transport.ts';
import { WorkService } from '../server/work.ts';
import { openKeep } from './keep.ts';
import { Outbox } from './outbox.ts';
import { cacheName, isStale, keptFile, PAGE, type Shell } from './shell.ts';
import { OUTBOX_CHANGED, SYNC_TAG } from './sync.ts';

declare const self: ServiceWorkerGlobalScope & { WORK_SHELL: Shell };

/** Written by the build ahead of this script (tools/worker.ts). */
const shell = self.WORK_SHELL;

self.addEventListener('install', (event) => event.waitUntil(keep()));

self.addEventListener('activate', (event) => event.waitUntil(forget().then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const file = keptFile(shell, request.method, request.mode === 'navigate' ? withoutSearch(request.url) : request.url, self.location.origin);
  if (file !== null) event.respondWith(answer(file, request));
});

/** A new release waits until the page says that it may take over: the open page still needs its own files. */
self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

/** Browsers that can wake this script do so with a tag; TypeScript does not know the event yet. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

self.addEventListener('sync' as keyof ServiceWorkerGlobalScopeEventMap, (event) => {
  const { tag } = event as SyncEvent;
  if (tag === SYNC_TAG) (event as SyncEvent).waitUntil(send());
});

/** Under the ids that the page made: what a page sends at the same time is stored once. What is left lets the browser ask again. */
async function send(): Promise<void> {
  const transport = new Transport();
  const service = new WorkService(transport);
  const keep = await openKeep();
  transport.speak((await keep.get('language')) ?? 'zh');
  const outbox = new Outbox(keep, (id, letter, account) => service.send(id, letter, account));
  await outbox.load();
  await outbox.hurry();
  for (const page of await self.clients.matchAll()) page.postMessage(OUTBOX_CHANGED);
  const left = outbox.count('waiting');
  if (left > 0) throw new Error(`${left} reports are still to be sent`);
}

/** All files or none. */
async function keep(): Promise<void> {
  const cache = await caches.open(cacheName(shell));
  await cache.addAll(shell.files.map((file) => new Request(file, { cache: 'reload' })));
}

async function forget(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => isStale(name, shell)).map((name) => caches.delete(name)));
}

async function answer(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName(shell));
  return (await cache.match(file, { ignoreVary: true })) ?? self.fetch(request);
}

/** A start address may carry marks of the launcher; the page is the same. */
function withoutSearch(address: string): string {
  const { origin, pathname } = new URL(address);
  return pathname === PAGE ? origin + PAGE : address;
}
