/** The administrator withdraws hours and declares a desk lost; the desk and the written acts say what follows. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Administrator } from "../harness/administrator.mjs";
import { Demo } from "../harness/demo.mjs";
import { Officer } from "../harness/officer.mjs";
import { until } from "../harness/patience.mjs";
import { startBridge } from "../harness/programs.mjs";

const FAMILY_NAME = "Testa";
let demo;
let appointment;
let administrator;

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Carla Demo");
  await demo.settle();
  appointment = await demo.book({ codice_fiscale: "TSTMRC62E55L840R", family_name: FAMILY_NAME, given_name: "Marica" });
  await demo.settle();
  administrator = await Administrator.enter(demo.browser, demo.centrale.url);
});
after(() => demo?.stop());

test("an officer is not offered what is the administrator's", async () => {
  const officer = await Officer.enter(demo.browser, demo.centrale.url);
  assert.equal(await officer.page.locator('[data-testid="console-places"]').count(), 0);
  await officer.page.evaluate(() => (location.hash = "#/agenda"));
  await officer.page.waitForTimeout(300);
  assert.equal(await officer.page.locator('[data-testid="console-agenda"]').count(), 0);
  await officer.page.close();
});

test("who is booked in withdrawn hours is said before the click, and is to be moved at the desk", async () => {
  await administrator.goes("agenda");
  assert.equal(await administrator.asksToWithdraw(appointment, "Assenza (prova)"), 1);
  await administrator.withdraws();
  await demo.desk.call("sync_now");
  const page = await demo.open(`#/appuntamento/${appointment.id}`);
  await page.locator('[data-testid="appointment"][data-state="to_move"]').waitFor();
  await until("the desk says so in words", () => page.evaluate(() => document.body.innerText.includes("Da spostare")));
  await page.close();
  await administrator.goes("acts");
  const [act] = await administrator.acts();
  assert.equal(act.kind, "window_withdrawn");
  assert.ok(act.text.includes(appointment.number) && act.text.includes("Assenza (prova)"), act.text);
  assert.ok(!act.text.includes(FAMILY_NAME), "no citizen's name in an act");
});

test("a lost desk freezes, its act is read, its hours are given free, and another computer takes its place", async () => {
  await demo.desk.stop();
  await administrator.goes("desks");
  const desk = await administrator.desk("good");
  assert.equal(await desk.frozen(), 0);
  const owned = await desk.unsold();
  await desk.isDeclaredLost("Furto (prova)");
  assert.ok(owned > 0);
  assert.equal(await desk.frozen(), owned);
  await desk.isGivenFree("Sentiti i cittadini (prova)");
  assert.equal(await desk.frozen(), 0);
  const code = await desk.code();
  const data = join(demo.home, "another-computer");
  await mkdir(data);
  demo.desk = await startBridge(data);
  await demo.desk.call("desk_enrol", { central_url: demo.centrale.url, code });
  await desk.isInService();
  await administrator.goes("acts");
  const acts = await administrator.acts();
  assert.deepEqual(acts.map((act) => act.kind), ["desk_renewed", "code_made", "slots_released", "desk_lost", "window_withdrawn"]);
  assert.ok(acts.every((act) => !act.text.includes(code)), "no code in an act");
  assert.ok(acts[3].text.includes("Furto (prova)") && acts[3].text.includes("Orari bloccati"), acts[3].text);
});
