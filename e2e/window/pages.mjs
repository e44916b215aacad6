/** Step 5 too: pages of a scanner on the network (an invented one) and of a photo, as the clerk sees and accepts them. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KEYS } from "../harness/webdriver.mjs";
import { drawn } from "../harness/papers.mjs";
import { startScanner } from "../harness/programs.mjs";
import { until } from "../harness/patience.mjs";

/** A page comes, is straightened, coded and read: seconds, on a busy machine more. */
const READY_MS = 90_000;
const READY = '[data-testid="batch"][data-ready="true"]';

/** Accepts the pages that are ready as what they are proposed to be; gives the document. */
export async function accepts({ window, counter }) {
  const before = new Set((await counter.documents("desk")).map((one) => one.id));
  const batch = await window.attribute(READY, "data-id", READY_MS);
  await window.click(`[data-testid="batch"][data-id="${batch}"] [data-testid="batch-accept"]`);
  const id = await until("the pages are a document", async () =>
    (await counter.documents("desk")).map((one) => one.id).find((one) => !before.has(one)),
  );
  await until("the pages wait no more", async () => !(await window.shows(`[data-testid="batch"][data-id="${batch}"]`)));
  return id;
}

/** Sets the scanner by its address, scans by one key in the appointment, and sees every page. */
export async function scansFromTheNetwork(tour) {
  const { window, browser, counter, home, booked } = tour;
  const pictures = [];
  for (const title of ["Domanda di prova", "Dichiarazione di prova", "Certificato di prova"]) {
    pictures.push(join(home, `${title}.jpg`));
    await writeFile(pictures.at(-1), await drawn(browser, title, "jpeg"));
  }
  const scanner = await startScanner({ sheets: pictures.length, pictures });
  try {
    await window.click("nav-impostazioni");
    await window.type("settings-scanner-address", scanner.url);
    await window.click("settings-scanner-find");
    await window.find("settings-scanner-forget");
    await counter.opens(booked.id);
    await window.press(KEYS.f9);
    await until("every sheet is a page", async () => (await window.all("page")).length === pictures.length, READY_MS);
    await window.find(READY, READY_MS);
    await until("the page is shown", () => showsInk(window));
    await tour.screenshot("05-scanner.png");
    return await accepts(tour);
  } finally {
    await scanner.stop();
  }
}

/** A photo that is dropped, and another that is pasted. The system's own drag and its clipboard are not used here. */
export async function takesPhotos(tour) {
  const { window, browser } = tour;
  const documents = [];
  for (const [way, event, carries] of [["drop", "DragEvent", "dataTransfer"], ["paste", "ClipboardEvent", "clipboardData"]]) {
    const photo = await drawn(browser, `Foto di prova (${way})`, "jpeg");
    await window.run(
      `const [bytes, way, event, carries] = arguments;
       const data = new DataTransfer();
       const photo = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
       data.items.add(new File([photo], "foto.jpg", { type: "image/jpeg" }));
       window.dispatchEvent(new window[event](way, { [carries]: data, bubbles: true, cancelable: true }));`,
      photo.toString("base64"),
      way,
      event,
      carries,
    );
    await window.find(READY, READY_MS);
    await until("the photo is shown", () => showsInk(window));
    await tour.screenshot(`05-${way}.png`);
    documents.push(await accepts(tour));
  }
  assert.equal(new Set(documents).size, 2);
}

/** Whether the page that is looked at is drawn and has something dark on it; its bytes are of another origin, so that
 * the picture itself cannot be asked. */
async function showsInk(window) {
  const inked = await window.later(
    `(async () => {
       const page = document.querySelector('[data-testid="page-shown"]');
       if (!page?.naturalWidth) return false;
       const picture = await createImageBitmap(await (await fetch(page.src)).blob());
       const copy = document.createElement("canvas");
       [copy.width, copy.height] = [200, 280];
       const context = copy.getContext("2d");
       context.drawImage(picture, 0, 0, 200, 280);
       return context.getImageData(0, 0, 200, 280).data.filter((value, index) => index % 4 === 0 && value < 160).length > 50;
     })()`,
  );
  return inked === true;
}
