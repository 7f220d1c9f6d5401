/// <reference lib="webworker" />
/** The service worker of `/work`: the page and its files open without a network. Everything else is left to the network. */

import { cacheName, isStale, keptFile, PAGE, type Shell } from './shell.ts';

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
