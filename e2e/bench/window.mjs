/** From the start of the program to its first usable screen, painted: our window, and Chromium's app window. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { executablePath, QUIET } from "../harness/chromium.mjs";
import { startBridge, target } from "../harness/programs.mjs";
import { openWindow } from "../harness/webdriver.mjs";

const RUNS = 5;
const home = join(target, "bench", "window");

/** Runs in the page: resolves with the time at which the usable screen has been painted. */
const PAINTED = `new Promise((resolve) => {
  const look = () => document.querySelector('[data-testid="app-ready"]')
    ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())))
    : setTimeout(look, 5);
  look();
})`;

async function ours() {
  const window = await openWindow({ SPORTELLO_DATA: join(home, "sportello") });
  try {
    return (await window.later(PAINTED)) - window.startedAt;
  } finally {
    await window.close();
  }
}

async function chromiums(address) {
  const start = Date.now();
  const context = await chromium.launchPersistentContext(join(home, "chromium"), {
    executablePath,
    headless: false,
    args: [...QUIET, `--app=${address}`, "--window-size=1280,800"],
    viewport: null,
  });
  try {
    const page = context.pages()[0] ?? (await context.waitForEvent("page"));
    await page.waitForURL(/index\.html/);
    return (await page.evaluate(PAINTED)) - start;
  } finally {
    await context.close();
  }
}

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

/** The first start makes folders and caches that later ones find; it does not count. */
async function measured(start) {
  const values = [];
  for (let run = 0; run <= RUNS; run++) values.push(await start());
  return median(values.slice(1));
}

await rm(home, { recursive: true, force: true });
await mkdir(home, { recursive: true });
const bridge = await startBridge(join(home, "bridge"));
const cases = [
  {
    case: "first usable paint of the window",
    unit: "ms",
    ours: await measured(ours),
    peers: { "chromium app window": await measured(() => chromiums(bridge.page)) },
  },
];
console.log(JSON.stringify(cases));
await bridge.stop();
process.exit(0);
