/** Lets the page open without a network; browsers do so over HTTPS and on this machine only. */

import type { WorkDesk } from './desk.ts';
import { OUTBOX_CHANGED } from './sync.ts';

const SCRIPT = '/work-sw.js';
const SCOPE = '/work';

export async function installShell(desk: WorkDesk): Promise<void> {
  const container = (navigator as { serviceWorker?: ServiceWorkerContainer }).serviceWorker;
  if (!container) return;
  container.addEventListener('message', ({ data }) => {
    if (data === OUTBOX_CHANGED) void desk.outbox.load();
  });
  try {
    const registration = await container.register(SCRIPT, { scope: SCOPE });
    const offer = () => {
      const { waiting } = registration;
      // the very first one takes over by itself
      if (waiting && container.controller) offerRenewal(desk, container, waiting);
    };
    offer();
    registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
  } catch {
    // the page works without it; only opening without a network does not
  }
}

function offerRenewal(desk: WorkDesk, container: ServiceWorkerContainer, waiting: ServiceWorker): void {
  desk.renewal = () => {
    container.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('take-over');
  };
  desk.tell();
}
