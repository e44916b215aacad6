/** Tells when nobody has touched keyboard or mouse for so many minutes, nor talked in a meeting. */
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel"] as const;
const CHECK_EVERY_MS = 5_000;
const WORK = "sportello-at-work";
const REPORT_EVERY_MS = 30_000;

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
  const others = new BroadcastChannel(WORK);
  others.onmessage = touched;
  return () => {
    clearInterval(timer);
    others.close();
    for (const touch of TOUCHES) window.removeEventListener(touch, touched, { capture: true });
  };
}

/** Tells the other pages of this place that somebody is at work here; returns the end of it. */
export function reportWork(): () => void {
  const others = new BroadcastChannel(WORK);
  const report = () => others.postMessage(null);
  report();
  const timer = setInterval(report, REPORT_EVERY_MS);
  return () => {
    clearInterval(timer);
    others.close();
  };
}
