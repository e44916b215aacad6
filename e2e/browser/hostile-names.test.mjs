/** What citizens and officers type is shown as text, at the desk and in the console, and never run. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";
import { Officer } from "../harness/officer.mjs";
import { drawn } from "../harness/papers.mjs";
import { until } from "../harness/patience.mjs";

const NAME = `<img src=x onerror="window.ran='name'">`;
const GIVEN = `{@html ran}"><script>window.ran='given'</script>`;
const TITLE = `<svg onload="window.ran='title'">javascript:alert(1)`;
/** Centrale keeps a title free of what a file name cannot hold. */
const CLEANED = "svg onload= window.ran='title' javascript alert(1)";

let demo;
let appointment;

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Carla Demo");
  await demo.settle();
  appointment = await demo.book({ codice_fiscale: "TSTMRC62E55L840R", family_name: NAME, given_name: GIVEN });
  await demo.settle();
});
after(() => demo?.stop());

async function shownAsText(page, text) {
  await until(`the page shows ${text}`, () => page.evaluate((wanted) => document.body.textContent.includes(wanted), text));
  assert.equal(await page.evaluate(() => window.ran), undefined, "nothing ran");
}

test("a hostile name is text in the console and at the desk, and so is a hostile title", async () => {
  const officer = await Officer.enter(demo.browser, demo.centrale.url);
  await officer.open(appointment.id);
  await shownAsText(officer.page, NAME);
  const file = join(demo.home, "prova.pdf");
  await writeFile(file, await drawn(demo.browser, "Prova", "pdf"));
  await officer.sends(file, TITLE);
  await shownAsText(officer.page, CLEANED);

  await demo.settle();
  const page = await demo.open(`#/appuntamento/${appointment.id}`);
  await shownAsText(page, NAME);
  await shownAsText(page, GIVEN);
  await shownAsText(page, CLEANED);
  for (const place of ["#/agenda", "#/cittadini", "#/supervisione"]) {
    await page.evaluate((hash) => (location.hash = hash), place);
    await page.waitForTimeout(500);
    assert.equal(await page.evaluate(() => window.ran), undefined, place);
  }
});
