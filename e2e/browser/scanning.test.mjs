/** From the scanner to the appointment: one key, pages come, they are looked at, Enter sends them where they belong. */
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";
import { drawn } from "../harness/papers.mjs";
import { until } from "../harness/patience.mjs";
import { startScanner, target } from "../harness/programs.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = join(target, "scanning");
/** 1280 x 800 at 200 %. */
const HALF = { width: 640, height: 400 };
let demo;
let scanner;
let appointment;

before(async () => {
  await mkdir(shots, { recursive: true });
  demo = await Demo.start();
  scanner = await startScanner({ sheets: 3 });
  await demo.signIn("Anna Prova");
  await demo.settle();
  appointment = await demo.book({ codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica" });
  await demo.settle();
});
after(() => Promise.all([demo?.stop(), scanner?.stop()]));

const of = (testid) => `[data-testid="${testid}"]`;
const ready = (page) => page.locator(`${of("batch")}[data-ready="true"]`).first().waitFor({ timeout: 90_000 });
const batches = async () => (await demo.desk.call("batches_list")).batches;

/** The same scanner, at another address. */
async function feedFrom({ url }) {
  const { scanner: kept } = await demo.desk.call("settings_get");
  await demo.desk.call("settings_set_scanner", { ...kept, device: { ...kept.device, via: { ...kept.device.via, url } } });
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`), []);
}

async function fits(page) {
  const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
  assert.ok(wide <= room, `${wide} pixels in ${room}`);
}

test("the scanner is chosen by its address, and the settings keep it", async () => {
  const page = await demo.open("#/impostazioni");
  await page.locator(of("settings-scanner-address")).fill(scanner.url);
  await page.locator(of("settings-scanner-find")).click();
  await page.locator(of("settings-scanner-forget")).waitFor();
  const { scanner: kept } = await demo.desk.call("settings_get");
  assert.equal(kept.device.via.url, scanner.url);
  await demo.desk.call("settings_set_scanner", { ...kept, wanted: { ...kept.wanted, feed: "feeder", dpi: 100 } });
  await page.screenshot({ path: join(shots, "settings.png"), fullPage: true });
  await accessible(page);
  await page.close();
});

test("F9 in the appointment scans, the pages are corrected, and Enter makes them one document", async () => {
  const page = await demo.open(`#/appuntamento/${appointment.id}`);
  await page.locator(of("appointment")).waitFor();
  await page.keyboard.press("F9");
  await page.locator(of("page")).first().waitFor();
  await until("all three sheets are pages", async () => (await page.locator(of("page")).count()) === 3);
  await ready(page);
  await page.locator(of("page-shown")).waitFor();
  await page.screenshot({ path: join(shots, "tray.png"), fullPage: true });
  await accessible(page);

  const width = () => page.locator(of("page-shown")).evaluate((image) => image.naturalWidth > image.naturalHeight);
  assert.equal(await width(), false);
  await page.locator(of("page-turn-right")).click();
  await ready(page);
  await until("the page lies on its side", width);
  await page.keyboard.press("Control+z");
  await ready(page);
  await until("the page stands again", async () => !(await width()));

  await page.locator(of("page")).nth(2).focus();
  await page.keyboard.press("Delete");
  await until("it is thrown away", async () => (await page.locator(`${of("page")}[data-removed="true"]`).count()) === 1);
  const before = (await batches())[0].document_type;
  await page.locator(of("batch-type")).selectOption({ index: 1 });
  await until("the desk knows the type", async () => (await batches())[0].document_type !== before);
  await page.locator(`${of("batch-accept")}:enabled`).press("Enter");
  await page.locator(of("batches-none")).waitFor();
  const { documents } = await demo.desk.call("appointments_get", { id: appointment.id });
  assert.deepEqual(documents.map(({ media_type, pages }) => [media_type, pages]), [["application/pdf", 2]]);
  await page.close();
});

test("a photo that is dropped becomes a page, is cropped by the keyboard, and survives the desk's end", async () => {
  const page = await demo.open("#/documenti");
  const photo = await drawn(demo.browser, "Modulo di prova", "jpeg");
  await page.evaluate(async (bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "foto.jpg", { type: "image/jpeg" }));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  }, photo.toString("base64"));
  await ready(page);
  await page.screenshot({ path: join(shots, "dropped.png"), fullPage: true });

  await page.locator(of("page-crop")).click();
  await page.locator(of("crop-left")).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "crop-left");
  for (let step = 0; step < 40; step++) await page.keyboard.press("ArrowRight");
  await page.screenshot({ path: join(shots, "cropping.png"), fullPage: true });
  await page.locator(of("crop-keep")).press("Enter");
  await until("it is cropped", async () => (await batches())[0].pages[0].corrections.crop.name === "rect");
  await ready(page);

  await page.setViewportSize(HALF);
  await fits(page);
  await page.screenshot({ path: join(shots, "half.png"), fullPage: true });
  await accessible(page);
  await page.close();

  await demo.desk.stop("SIGKILL");
  await demo.startAgain();
  await demo.signIn("Anna Prova");
  const [kept] = await batches();
  assert.equal(kept.pages[0].corrections.crop.name, "rect", "killed with -9: the page and its crop are still there");
  await demo.desk.call("batches_undo");
  assert.notEqual((await batches())[0].pages[0].corrections.crop.name, "rect");
  await demo.desk.call("batches_discard", { batch_id: kept.id });
});

test("pages of another operator say who scanned them and for whom, and Enter alone does not accept them", async () => {
  // The feeder of the first has given all its sheets.
  const full = await startScanner({ sheets: 2 });
  await feedFrom(full);
  await demo.desk.call("scanning_aim", { appointment_id: appointment.id, document_type: "identity_card" });
  await demo.desk.call("scanning_start", { batch_id: null });
  await until("the scanner is done", async () => !(await demo.desk.call("batches_list")).scan.running);
  assert.equal((await demo.desk.call("batches_list")).scan.fault, null);
  await full.stop();
  await demo.desk.call("operators_sign_out");
  await demo.signIn("Carla Demo");
  const page = await demo.open("#/documenti");
  await ready(page);
  const note = await page.locator(of("batch-not-own")).innerText();
  assert.match(note, /Anna Prova/);
  assert.match(note, /Testa/);
  await page.locator(`${of("batch-accept")}:enabled`).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(of("batch-type")).press("Enter");
  await accessible(page);
  await page.screenshot({ path: join(shots, "not-own.png"), fullPage: true });
  assert.equal((await batches()).length, 1, "nobody has looked at them");
  await page.locator(of("batch-accept")).click();
  await page.locator(of("batches-none")).waitFor();
  await page.close();
  await demo.desk.call("operators_sign_out");
  await demo.signIn("Anna Prova");
});

test("a broken picture is red with its reason and its original, and the jam of the scanner is explained", async () => {
  const jams = await startScanner({ sheets: 4, quirks: ["jam"] });
  await feedFrom(jams);
  const page = await demo.open("#/documenti");
  await page.locator(of("scan-start")).waitFor();
  await page.keyboard.press("F9");
  await page.locator(of("scan-fault")).waitFor();
  await until("two pages came before the jam", async () => (await page.locator(of("page")).count()) === 2);
  const photo = await drawn(demo.browser, "Foglio strappato", "png");
  const torn = photo.subarray(0, photo.length >> 1);
  await page.locator(of("add-input")).setInputFiles({ name: "x.png", mimeType: "image/png", buffer: torn });
  await page.locator(of("page-broken")).first().waitFor();
  await page.screenshot({ path: join(shots, "faults.png"), fullPage: true });
  await accessible(page);
  await page.close();
  await jams.stop();
});
