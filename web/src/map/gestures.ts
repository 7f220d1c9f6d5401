/** «Where is this»: the right button, or a finger that rests. Both call back with the pixel inside `target`. */

const REST_MS = 600;
const REST_PIXELS = 10;

export function onAsk(target: HTMLElement, ask: (pixel: [number, number]) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start: [number, number] = [0, 0];
  let asked_at = 0;
  const askOnce = (pixel: [number, number]) => {
    clearTimeout(timer);
    if (performance.now() - asked_at < REST_MS) return;
    asked_at = performance.now();
    ask(pixel);
  };
  target.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    askOnce(pixelOf(target, event));
  });
  target.addEventListener('pointerdown', (event) => {
    clearTimeout(timer);
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    start = pixelOf(target, event);
    timer = setTimeout(() => askOnce(start), REST_MS);
  });
  target.addEventListener('pointermove', (event) => {
    const [x, y] = pixelOf(target, event);
    if (Math.hypot(x - start[0], y - start[1]) > REST_PIXELS) clearTimeout(timer);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) target.addEventListener(end, () => clearTimeout(timer));
}

function pixelOf(target: HTMLElement, event: MouseEvent): [number, number] {
  const box = target.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}
