/** Tells when nobody has touched keyboard or mouse for so many minutes. */
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
const CHECK_EVERY_MS = 5_000;

/** Calls `onIdle` once after `minutes` without a touch; returns the end of it. */
export function watchIdle(minutes: number, onIdle: () => void): () => void {
  let last = performance.now();
  const touched = () => (last = performance.now());
  const timer = setInterval(() => {
    if (performance.now() - last < minutes * 60_000) return;
    last = performance.now();
    onIdle();
  }, CHECK_EVERY_MS);
  for (const touch of TOUCHES) window.addEventListener(touch, touched, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    for (const touch of TOUCHES) window.removeEventListener(touch, touched, { capture: true });
  };
}
