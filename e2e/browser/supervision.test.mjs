/** The supervisor at one desk sees what happens at the other, in order and by itself, and keeps it as a file. */
import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Demo, PINS } from "../harness/demo.mjs";
import { until } from "../harness/patience.mjs";
import { startBridge } from "../harness/programs.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONGEST_MS = 20_000;
const STEPS = [
  ["appointments_mark_arrived", {}, "arrived"],
  ["appointments_step", { step: "called" }, "called"],
  ["appointments_step", { step: "parked" }, "parked"],
  ["appointments_step", { step: "returned" }, "arrived"],
  ["appointments_step", { step: "called" }, "called"],
];

let demo;
let supervisor;
let home;
let page;

before(async () => {
  demo = await Demo.start();
  home = join(demo.home, "home");
  await mkdir(home);
  supervisor = await startBridge(join(home, "sportello"), { HOME: home, XDG_CONFIG_HOME: join(home, "config") });
  await supervisor.call("desk_enrol", { central_url: demo.centrale.url, code: await demo.centrale.enrolmentCode("S2") });
  const carla = await until("the roster is there", async () =>
    (await supervisor.call("operators_list")).find((operator) => operator.name === "Carla Demo"),
  );
  await supervisor.call("operators_sign_in", { operator_id: carla.id, pin: PINS[carla.name] });
  await demo.signIn("Anna Prova");
  await demo.settle();
});
after(async () => {
  await supervisor?.stop();
  await demo?.stop();
});

const part = (name) => page.locator(`[data-testid="supervision-${name}"]`);

test("a change at one desk comes to the supervisor's screen at another, each in its turn", async (t) => {
  const { id, starts_at } = await demo.book({ codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica" });
  page = await demo.browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "it-IT", timezoneId: "Europe/Rome" });
  await page.goto(supervisor.page);
  await page.locator('[data-testid="app-ready"]').waitFor();
  await page.evaluate(() => (location.hash = "#/supervisione"));
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date(starts_at));
  await part("date").fill(day);
  const item = page.locator(`[data-testid="supervision-item"][data-id="${id}"]`);
  await item.waitFor({ timeout: LONGEST_MS });
  const took = [];
  for (const [command, request, state] of STEPS) {
    const start = performance.now();
    await demo.desk.call(command, { id, ...request });
    await page.locator(`[data-testid="supervision-item"][data-id="${id}"][data-state="${state}"]`).waitFor({ timeout: LONGEST_MS });
    took.push(Math.round(performance.now() - start));
  }
  const [, , median] = took.toSorted((a, b) => a - b);
  t.diagnostic(`on the other screen after ${took.join(", ")} ms, median ${median} ms`);
  assert.equal(await part("age").getAttribute("data-state"), "live");
});

test("the day is kept as a file without names, which are there only if asked for", async () => {
  const kept = async () => {
    const before = (await readdir(home)).filter((name) => name.endsWith(".csv"));
    await part("csv").click();
    return until("a new file", async () => {
      const name = (await readdir(home)).find((one) => one.endsWith(".csv") && !before.includes(one));
      return name && { name, text: await readFile(join(home, name), "utf8") };
    });
  };
  const without = await kept();
  assert.match(without.name, /^sportello-giorno-\d{4}-\d\d-\d\d\.csv$/);
  assert.ok(without.text.startsWith("\ufeffGiorno;Ora;Sportello;Numero;Motivo;"), without.text);
  assert.ok(without.text.includes("Chiamato"));
  assert.ok(!without.text.includes("Testa"), "a name nobody asked for");
  await part("names").check();
  assert.ok((await kept()).text.includes("Testa Marica"));
});

test("week and month: accessible, and fit at 200 %", async () => {
  await page.setViewportSize({ width: 640, height: 400 });
  await page.evaluate(axe);
  for (const [tab, shown] of [["week", "week-days"], ["month", "month-outcomes-0"], ["day", "date"]]) {
    await part(`tab-${tab}`).click();
    await part(shown).waitFor();
    const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
    assert.ok(wide <= room, `${tab}: ${wide} pixels in ${room}`);
    const { violations } = await page.evaluate(() => window.axe.run(document));
    const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(bad.map(({ id, nodes }) => `${tab} ${id}: ${nodes.map((node) => node.html).join(" | ")}`), []);
  }
});
