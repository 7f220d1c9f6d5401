/** Where the browser can, it wakes the service worker once there is a network again, also when the page has been closed. */

/** What the browser wakes the service worker with. */
export const SYNC_TAG = 'jingwei-work-outbox';

/** What the service worker tells the pages: the outbox on the phone has changed. */
export const OUTBOX_CHANGED = 'jingwei-work-outbox-changed';

interface Syncing {
  sync: { register(tag: string): Promise<void> };
}

/** Asks to be woken; asked twice it is once. Browsers without it, or whose user forbids it, send when the page is opened. */
export async function askToBeWoken(container: ServiceWorkerContainer | undefined): Promise<boolean> {
  if (!container?.controller) return false;
  try {
    const { sync } = (await container.ready) as ServiceWorkerRegistration & Partial<Syncing>;
    await sync?.register(SYNC_TAG);
    return sync !== undefined;
  } catch {
    return false;
  }
}
