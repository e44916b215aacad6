/** The longest gap between two frames of the screen while a scanner of 200 sheets is at work. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Demo } from "../harness/demo.mjs";
import { pause, until } from "../harness/patience.mjs";
import { startScanner, target } from "../harness/programs.mjs";

const SHEETS = 200;
/** Coarse, so that the scanner's pictures take less of the processor than the desk. */
const DPI = 100;
const REST_MS = 20_000;

/** Runs in the page: every gap between two frames, in milliseconds. */
function watchFrames() {
  window.frameGaps = [];
  let last;
  const frame = (now) => {
    if (last !== undefined) window.frameGaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

await mkdir(join(target, "bench"), { recursive: true });
const demo = await Demo.start();
const scanner = await startScanner({ sheets: SHEETS });
await demo.signIn("Anna Prova");
await demo.settle();
const { scanner: kept } = await demo.desk.call("settings_get");
const device = { id: "escl:banco", name: "Scanner di prova", via: { kind: "escl", url: scanner.url, plain: null, pin: null } };
await demo.desk.call("settings_set_scanner", { ...kept, device, wanted: { ...kept.wanted, feed: "feeder", colour: "grey", dpi: DPI } });

const page = await demo.open("#/documenti", { width: 1366, height: 768 });
await page.locator('[data-testid="scan-start"]').waitFor();
await page.evaluate(watchFrames);
const worst = async () => (await page.evaluate(() => window.frameGaps.splice(0))).sort((a, b) => b - a);
// What else runs on the machine shows at rest too.
await pause(REST_MS);
const [atRest] = await worst();
const began = Date.now();
await page.keyboard.press("F9");
await until("all pages are ready", async () => {
  const shown = await page.locator('[data-testid="page"][data-state="ready"]').count();
  return shown === SHEETS;
}, 900_000);
const seconds = (Date.now() - began) / 1000;
const gaps = await worst();
await page.screenshot({ path: join(target, "bench", "frames.png") });
console.error(`${gaps.length} frames in ${seconds.toFixed(0)} s; worst ${gaps.slice(0, 10).map((gap) => gap.toFixed(0)).join(" ")}; over 100 ms: ${gaps.filter((gap) => gap > 100).length}`);
console.log(JSON.stringify([{ case: `worst frame gap while ${SHEETS} pages come in`, unit: "ms", ours: gaps[0], peers: { "the same page at rest": atRest }, at_most: 100 }]));
await demo.stop();
await scanner.stop();
process.exit(0);
