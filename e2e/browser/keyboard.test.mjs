/** The main path with the keyboard alone: sign in, book, open the appointment, record the outcome. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";

const STOPS = 150;
let demo;

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Anna Prova");
  await demo.settle();
  await demo.desk.call("operators_sign_out");
});
after(() => demo?.stop());

/** Tabs on until the focus is on the element; fails when it can never be reached. */
async function reach(page, testid) {
  await page.locator(`[data-testid="${testid}"]`).first().waitFor();
  for (let stop = 0; stop < STOPS; stop++) {
    const here = await page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
    if (here === testid) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${testid} cannot be reached by Tab`);
}

async function fill(page, testid, text) {
  await reach(page, testid);
  await page.keyboard.type(text);
}

async function press(page, testid, key = "Enter") {
  await reach(page, testid);
  await page.keyboard.press(key);
}

test("a clerk books and closes an appointment without a mouse", async () => {
  const page = await demo.open();
  await press(page, "signin-operator-item");
  await fill(page, "signin-pin", "123456");
  await page.keyboard.press("Enter");
  await press(page, "new-appointment");

  await fill(page, "citizen-code", "TSTMRC62E55L840R");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="citizen-decoded"]').waitFor();
  await fill(page, "citizen-family-name", "Testa");
  await fill(page, "citizen-given-name", "Marica");
  await press(page, "privacy-given", "Space");
  await fill(page, "reason-search", "assegno");
  await press(page, "reason");
  await press(page, "slot");
  await press(page, "book");

  await page.locator('[data-testid="booked"]').waitFor();
  await press(page, "open-appointment");
  await press(page, "mark-arrived");
  await press(page, "queue-not_arrived");
  await press(page, "mark-arrived");
  await press(page, "outcome-held", "Space");
  await fill(page, "outcome-note", "Prova con la tastiera.");
  await press(page, "outcome-submit");
  await page.locator('[data-testid="outcome-shown"][data-state="held"]').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "the keyboard goes on from what stands now");
  await page.close();
});
