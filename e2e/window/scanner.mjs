/** Step 5: what a scanner's own program does to the watched folder, and what the window shows of it. */
import assert from "node:assert/strict";
import { appendFile, open, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { KEYS } from "../harness/webdriver.mjs";
import { drawn, tiff, writeInPieces } from "../harness/papers.mjs";
import { pause, until } from "../harness/patience.mjs";
import { accepts } from "./pages.mjs";

/** Shown two seconds after it is whole, taken five quiet seconds later: the tour waits ten times as long, and prints. */
const SHOWN_MS = 20_000;
const TAKEN_MS = 70_000;

const item = (file) => `[data-testid="scan-item"][data-name="${file}"]`;

async function state(window, file) {
  const [found] = await window.all(item(file), "return element.dataset.state");
  return found;
}

/** The tray of the open appointment. */
export async function opensTray({ window }) {
  if (await window.shows("scan-folder")) return;
  await window.press(KEYS.f9);
  await window.find("scan-folder");
}

/** Half of a PNG is not shown as whole until the other half has come; it is then taken like any other. */
export async function waitsForHalfWritten(tour) {
  const { window, browser, scans } = tour;
  await opensTray(tour);
  const bytes = await drawn(browser, "Scritto a metà", "png");
  const path = join(scans, "a-meta.png");
  const half = await open(path, "w");
  await half.write(bytes.subarray(0, bytes.length >> 1));
  await until("the half is seen", async () => (await state(window, "a-meta.png")) === "arriving");
  await pause(6_500);
  assert.equal(await state(window, "a-meta.png"), "arriving", "still half after the quiet seconds");
  await half.write(bytes.subarray(bytes.length >> 1));
  await half.close();
  await isTaken(tour, "a-meta.png", performance.now());
  await accepts(tour);
}

/** One file of each kind, in slow pieces, and one that is no document; pictures become pages that the clerk accepts.
 * Gives back the documents by kind. */
export async function scansAllKinds(tour) {
  const { window, browser, scans, counter } = tour;
  await opensTray(tour);
  const found = {};
  const kinds = {
    jpeg: ["documento.jpg", await drawn(browser, "Carta d'identità di prova", "jpeg")],
    png: ["modulo.png", await drawn(browser, "Modulo di prova", "png")],
    tiff: ["fax.tif", tiff()],
    pdf: ["certificato.pdf", await drawn(browser, "Certificato di prova", "pdf")],
  };
  for (const [kind, [name, bytes]] of Object.entries(kinds)) {
    const before = new Set((await counter.documents("desk")).map((one) => one.id));
    await writeInPieces(join(scans, name), bytes);
    await isTaken(tour, name, performance.now());
    if (kind !== "pdf") {
      found[kind] = await accepts(tour);
      continue;
    }
    found[kind] = await until(`the ${kind} is attached`, async () =>
      (await counter.documents("desk")).map((one) => one.id).find((id) => !before.has(id)),
    );
  }
  const stranger = join(scans, "programma.pdf");
  await writeFile(stranger, "MZ this is no document at all");
  await until("what is no document is reported", async () => (await state(window, "programma.pdf")) === "not_a_document");
  assert.ok(existsSync(stranger), "what is no document is left where it is");
  return found;
}

/** A file that grows after it looked whole is read again. */
export async function scansOneThatGrows(tour) {
  const { window, browser, scans } = tour;
  const path = join(scans, "cresce.pdf");
  await writeFile(path, await drawn(browser, "Prima versione", "pdf"));
  await until("the first part is shown", async () => (await state(window, "cresce.pdf")) === "whole", SHOWN_MS * 2);
  const more = await drawn(browser, "Seconda versione, più lunga", "pdf");
  await pause(2_000);
  await writeFile(path, more);
  await appendFile(path, "\n");
  await isTaken(tour, "cresce.pdf", performance.now());
}

/** Shown as whole in time, then taken, and the plain file removed. */
export async function isTaken({ window, scans }, file, wholeAt) {
  await until(
    `${file} is shown`,
    async () => ["whole", "taken", "attached"].includes(await state(window, file)),
    SHOWN_MS,
  );
  const shownMs = performance.now() - wholeAt;
  await until(`${file} is taken`, () => !existsSync(join(scans, file)), TAKEN_MS);
  return shownMs;
}
