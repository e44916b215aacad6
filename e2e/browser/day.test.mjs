/** The desk's day: who is to be telephoned, and what two desks did to one appointment. All persons are invented. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";
import { until } from "../harness/patience.mjs";

const PERSON = { codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica", phone: "0437 000000" };
let demo;
let appointment;

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Anna Prova");
  await demo.settle();
  appointment = await demo.book(PERSON);
  await demo.settle();
});
after(() => demo?.stop());

const part = (page, name) => page.locator(`[data-testid="${name}"]`);
/** `2026-11-26T09:00`, on the counter's clock. */
const counterClock = (when) => new Date(when).toLocaleString("sv-SE", { timeZone: "Europe/Rome" }).slice(0, 16).replace(" ", "T");

test("an hour that INPS withdrew is telephoned and moved with two keys, and the list empties", async () => {
  const page = await demo.open("#/oggi");
  const end = Date.parse(appointment.starts_at) + appointment.minutes * 60_000;
  const done = await demo.centrale.withdraw(counterClock(appointment.starts_at), counterClock(end), "Assenza (prova)");
  assert.ok(done.to_move >= 1);
  const task = page.locator(`[data-testid="call-task"][data-id="${appointment.id}"]`);
  await task.waitFor({ timeout: 20_000 });
  assert.equal(await task.getAttribute("data-kind"), "to_move");
  assert.match(await task.innerText(), /INPS ha ritirato l'orario\./);
  assert.match(await task.locator('[data-testid="call-phone"]').innerText(), /0437 000000/);
  assert.equal(await part(page, "nav-to-call").innerText().then(parseInt), await part(page, "call-task").count());

  await task.locator('[data-testid="call-no-answer"]').press("Enter");
  await task.locator('[data-testid="call-note"]').waitFor();
  const first = task.locator('[data-testid="alternative"]').first();
  await until("the task takes the next key", () => first.isEnabled());
  const start = await first.getAttribute("data-starts-at");
  assert.equal(await first.getAttribute("data-state"), "confirmed", "said before the key is pressed");
  await first.press("Enter");
  await task.waitFor({ state: "detached" });
  assert.match(await part(page, "calls-said").innerText(), /Testa Marica: spostato a /);
  await until("the keyboard goes on from the list", () => page.evaluate(() => document.activeElement?.id === "title-calls"), 5000);

  await demo.settle();
  const { appointment: moved } = await demo.desk.call("appointments_get", { id: appointment.id });
  assert.deepEqual([moved.booking, Date.parse(moved.starts_at)], ["confirmed", Date.parse(start)]);
  assert.deepEqual(moved.history.map(({ kind, by }) => `${kind} ${by}`), ["withdrawn inps", "moved inps"]);
  await page.close();
});

test("what one desk did without a line and another had changed is shown in both versions, and leaves a note", async () => {
  const { id, mode } = appointment;
  await demo.startSecond();
  await demo.centrale.kill();
  await until("the line is gone", async () => (await demo.desk.call("connection_status")).state === "offline");
  const hours = await demo.desk.call("appointments_alternatives", { id });
  await demo.desk.call("appointments_move", { id, slot_ids: hours[0].slot_ids, mode, by: "citizen", reason: "" });
  await demo.desk.stop();
  await demo.centrale.start();
  await demo.settle(demo.second);
  const others = await demo.second.call("appointments_alternatives", { id });
  const theirs = others.find((hour) => hour.starts_at !== hours[0].starts_at);
  await demo.second.call("appointments_move", { id, slot_ids: theirs.slot_ids, mode, by: "counter", reason: "Prova" });
  await demo.settle(demo.second);

  await demo.startAgain();
  await demo.signIn("Anna Prova");
  await until("the first desk's move has come back", async () => (await demo.desk.call("connection_status")).parked === 1);
  const page = await demo.open("#/oggi");
  await page.locator(`[data-testid="today-decision"][data-id="${id}"]`).click();
  await part(page, "disagreement").waitFor();
  assert.match(await part(page, "disagreement-stands").innerText(), /Lo ha chiesto lo sportello\. Motivo: Prova/);
  assert.match(await part(page, "disagreement-here").innerText(), /Spostato a /);
  await part(page, "disagreement-keep").click();
  await part(page, "disagreement").waitFor({ state: "detached" });
  assert.match(await part(page, "note").last().innerText(), /Non ha avuto effetto: Spostato a /);
  const kept = await demo.desk.call("appointments_get", { id });
  assert.equal(Date.parse(kept.appointment.starts_at), Date.parse(theirs.starts_at));
  assert.equal((await demo.desk.call("connection_status")).parked, 0);
  await page.close();
});
