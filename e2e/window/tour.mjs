/** The main job from start to end: the real window, a real Centrale, real files, the officer in a browser. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launch } from "../harness/chromium.mjs";
import { Centrale, target } from "../harness/programs.mjs";
import { openWindow } from "../harness/webdriver.mjs";
import { Counter } from "./counter.mjs";
import { online } from "./online.mjs";
import { cableOut } from "./cable-out.mjs";

const folder = join(target, "tour");
const home = join(folder, "data");
const scans = join(home, "scansioni");
const link = join(home, "link.json");

/** What the steps share. */
class Tour {
  centrale = new Centrale(home);
  scans = scans;
  link = link;
  home = home;

  async begin() {
    await rm(folder, { recursive: true, force: true });
    await mkdir(scans, { recursive: true });
    await this.centrale.fill();
    await this.centrale.start();
    this.browser = await launch();
    await this.opensWindow();
  }

  async opensWindow() {
    this.window = await openWindow({
      SPORTELLO_DATA: join(home, "sportello"),
      BROWSER: new URL("open-link.mjs", import.meta.url).pathname,
      SPORTELLO_TOUR_LINK: link,
    });
    this.counter = new Counter(this.window);
  }

  async end() {
    await this.window?.close();
    await this.browser?.close();
    await this.centrale.kill().catch(() => {});
  }

  screenshot(name) {
    return this.window.screenshot(join(folder, name));
  }

  picture(name) {
    return join(folder, name);
  }
}

const tour = new Tour();
const report = [];
const steps = [...online, cableOut];
let broken = false;
try {
  await tour.begin();
  for (const [index, { name, act }] of steps.entries()) {
    const step = index + 1;
    const screenshot = `${String(step).padStart(2, "0")}.png`;
    const start = performance.now();
    let failure = broken ? new Error("not reached: an earlier step failed") : undefined;
    if (!broken) await act(tour).catch((error) => (failure = error));
    const ms = Math.round(performance.now() - start);
    broken ||= failure !== undefined;
    if (!failure || !/^not reached/.test(failure.message)) await tour.screenshot(screenshot).catch(() => {});
    report.push({ step, ok: !failure, ms, screenshot });
    console.log(`${failure ? "FAIL" : "ok  "} ${String(step).padStart(2)} ${name} (${ms} ms)`);
    if (failure) console.log(failure.stack);
  }
} catch (error) {
  broken = true;
  console.log(`FAIL  0 Starting\n${error.stack}`);
} finally {
  await writeFile(join(folder, "report.json"), JSON.stringify(report, null, 2));
  await tour.end();
}
process.exit(broken || report.length !== steps.length ? 1 : 0);
