/** Every screen: no serious fault of accessibility, and no sideways scrolling at twice the size. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible } from "../harness/accessible.mjs";
import { Administrator } from "../harness/administrator.mjs";
import { Demo } from "../harness/demo.mjs";

/** 1280 x 800 at 200 %. */
const HALF = { width: 640, height: 400 };
const PLACES = {
  Oggi: "#/oggi",
  Agenda: "#/agenda",
  "Nuovo appuntamento": "#/nuovo",
  Cittadini: "#/cittadini",
  Documenti: "#/documenti",
  Welfare: "#/welfare",
  Supervisione: "#/supervisione",
  Impostazioni: "#/impostazioni",
};

let demo;
let fresh;
let appointment;

before(async () => {
  demo = await Demo.start();
  fresh = await Demo.start({ enrol: false });
  await demo.signIn("Carla Demo");
  await demo.settle();
  appointment = await demo.book({ codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica" });
  await demo.settle();
});
after(() => Promise.all([demo?.stop(), fresh?.stop()]));

async function fits(page) {
  const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
  assert.ok(wide <= room, `${wide} pixels in ${room}`);
}

async function both(open) {
  const page = await open({ width: 1280, height: 800 });
  await accessible(page);
  await page.close();
  const small = await open(HALF);
  await fits(small);
  await accessible(small);
  await small.close();
}

for (const [name, place] of Object.entries(PLACES)) {
  test(`${name}: accessible, and fits at 200 %`, () => both((size) => demo.open(place, size)));
}

test("Appuntamento: accessible, and fits at 200 %", () => both((size) => demo.open(`#/appuntamento/${appointment.id}`, size)));

test("Registrazione: accessible, and fits at 200 %", () => both((size) => fresh.open("", size)));

test("Entra: accessible, and fits at 200 %", async () => {
  await demo.desk.call("operators_sign_out");
  await both((size) => demo.open("", size));
  await demo.signIn("Carla Demo");
});

async function console_(viewport) {
  const page = await demo.browser.newPage({ viewport });
  await page.goto(`${demo.centrale.url}/console/`);
  await page.locator('[data-testid="console-name"]').waitFor();
  return page;
}

test("Console, the sign-in: accessible, and fits at 200 %", () => both(console_));

test("Console, an appointment: accessible", async () => {
  const page = await console_({ width: 1280, height: 800 });
  await page.locator('[data-testid="console-name"]').fill("funzionario");
  await page.locator('[data-testid="console-password"]').fill("Demo-Funzionario-1");
  await page.locator('[data-testid="console-enter"]').click();
  await page.locator('[data-testid="console-day"]').waitFor();
  await accessible(page);
  await page.evaluate((id) => (location.hash = `#/appuntamento/${id}`), appointment.id);
  await page.locator('[data-testid="console-citizen"]').waitFor();
  await accessible(page);
  await page.close();
});

test("Console, the administrator's places: accessible, and fit at 200 %", async () => {
  const administrator = await Administrator.enter(demo.browser, demo.centrale.url);
  for (const place of ["agenda", "desks", "services", "acts"]) {
    await administrator.page.setViewportSize({ width: 1280, height: 800 });
    await administrator.goes(place);
    await administrator.page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await accessible(administrator.page);
    await administrator.page.setViewportSize(HALF);
    await fits(administrator.page);
    await accessible(administrator.page);
  }
  await administrator.page.close();
});

test("The waiting page without a ticket: refuses, accessible, and fits at 200 %", () =>
  both(async (viewport) => {
    const page = await demo.browser.newPage({ viewport });
    await page.goto(`${demo.centrale.url}/videochiamata/`);
    await page.locator('[data-testid="waiting-room"][data-state="refused"]').waitFor();
    return page;
  }));
