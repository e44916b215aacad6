/** An hour is held while the form is written; with the cable out the words change; a walk-in and a follow-up are said. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";
import { until } from "../harness/patience.mjs";

let demo;
let page;
const part = (name) => page.locator(`[data-testid="${name}"]`).first();
const state = (name) => part(name).getAttribute("data-state");
const common = () => page.locator('[data-testid="slot"][data-state="confirmed"]');

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Anna Prova");
  await demo.settle();
  page = await demo.open("#/nuovo");
});
after(() => demo?.stop());

async function fillIn(reason) {
  await part("citizen-code").fill("TSTMRC62E55L840R");
  await part("citizen-code").press("Enter");
  await part("citizen-decoded").waitFor();
  await part("citizen-family-name").fill("Testa");
  await part("citizen-given-name").fill("Marica");
  await part("privacy-given").check();
  await page.locator(`[data-testid="reason"][data-id="${reason}"]`).click();
  await part("first-slot").waitFor();
}

/** A common hour of another day, which no desk owns. */
async function chooseCommon() {
  const { free } = await demo.desk.call("slots_offer", { service_code: "naspi", mode: "video" });
  const slot = free.findLast((one) => !one.reserved);
  while (!(await page.locator(`[data-id="${slot.slot_ids[0]}"]`).count())) await part("more-days").click();
  await page.locator(`[data-id="${slot.slot_ids[0]}"]`).click();
  return slot;
}

test("the first free hour is one key away, and every hour says what it would be", async () => {
  await fillIn("naspi");
  await page.keyboard.press("F8");
  assert.equal(await part("first-slot").getAttribute("aria-pressed"), "true");
  assert.equal(await state("slot-promise"), "confirmed", "said before the click");
  assert.ok((await common().count()) > 0);
});

test("a common hour is held on line, and without the line it is a request", async () => {
  await chooseCommon();
  await until("it is held", async () => (await state("hold")) === "held");
  assert.match(await part("hold").innerText(), /\b[45]:[0-5]\d\b/);
  await demo.centrale.kill();
  await until("the words change", async () => (await state("hold")) === "no-line");
  assert.equal(await state("slot-promise"), "provisional");
  assert.equal(await part("citizen-family-name").inputValue(), "Testa", "nothing typed is lost");
  await demo.centrale.start();
  await until("it is held again", async () => (await state("hold")) === "held");
});

test("somebody who is here now takes the next hour of today, and is marked", async () => {
  await part("walk-in").check();
  await until("an hour of today is chosen", async () => (await part("first-slot").getAttribute("aria-pressed")) === "true");
  await part("book").click();
  await part("booked").waitFor();
  const id = await part("booked").getAttribute("data-id");
  const { appointment } = await demo.desk.call("appointments_get", { id });
  assert.equal(appointment.walk_in, true);
  await until("who is here has arrived", async () => (await demo.desk.call("appointments_get", { id })).state === "arrived", 5000);
  const { text } = await demo.desk.call("appointments_ics", { id });
  assert.match(text, /METHOD:REQUEST\r\n[^]*SEQUENCE:0\r\n/);

  await page.evaluate((follows) => (location.hash = `#/nuovo?follows=${follows}`), id);
  await page.locator(`[data-testid="booking-follows"][data-id="${id}"]`).waitFor();
  await page.locator('[data-testid="reason-chosen"][data-id="naspi"]').waitFor();
  await until("the citizen is taken over", async () => (await part("citizen-family-name").inputValue()) === "Testa");
});

test("who is here now is offered the counter's day, whatever day the computer believes", async () => {
  const wrong = await demo.browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "it-IT" });
  await wrong.clock.setFixedTime(new Date(Date.now() + 26 * 3_600_000));
  await wrong.goto(demo.desk.page);
  await wrong.locator('[data-testid="app-ready"]').waitFor();
  await wrong.evaluate(() => (location.hash = "#/nuovo"));
  await wrong.locator('[data-testid="reason"][data-id="naspi"]').click();
  await wrong.locator('[data-testid="walk-in"]').check();
  const { date } = await demo.desk.call("appointments_today");
  const { free } = await demo.desk.call("slots_offer", { service_code: "naspi", mode: "video" });
  const day = (when) => new Date(when).toLocaleDateString("sv-SE", { timeZone: "Europe/Rome" });
  const ofToday = free.map((slot) => slot.starts_at).filter((when) => day(when) === date);
  await until(
    "only the hours of today are offered",
    async () => {
      const shown = await wrong.locator('[data-testid="slot"]').evaluateAll((all) => all.map((one) => one.dataset.startsAt));
      return shown.join() === ofToday.join();
    },
    10_000,
  );
  await wrong.close();
});
