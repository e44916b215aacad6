/** The barcode reader, which types like a keyboard, anywhere in the window; and who is at the counter. Invented persons. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Demo } from "../harness/demo.mjs";
import { until } from "../harness/patience.mjs";
import { reads } from "../harness/reader.mjs";

const CARD = "TSTMRC62E55L840R";
const CHILD = "TSTPLA20B41H501Q";
const PARENT = "PRVDLG75D12A757N";

let demo;
let appointment;

before(async () => {
  demo = await Demo.start();
  await demo.signIn("Anna Prova");
  await demo.settle();
  appointment = await demo.book({ codice_fiscale: CARD, family_name: "Testa", given_name: "Marica" });
});
after(() => demo?.stop());

const at = (page, testid) => page.locator(`[data-testid="${testid}"]`);
const place = (page) => page.evaluate(() => location.hash);
const focused = (page) => page.evaluate(() => document.activeElement.dataset.testid ?? document.activeElement.tagName);

test("with nothing in focus a card opens the citizen, a slip the appointment, an unknown card a new appointment", async () => {
  const page = await demo.open("#/oggi");
  await page.evaluate(() => document.activeElement.blur());
  await reads(page, `*${CARD}*`);
  await at(page, "citizen-page").waitFor();
  assert.equal(await at(page, "citizen-page").getAttribute("data-id"), appointment.citizen.id);
  await reads(page, appointment.id);
  await until("the slip's appointment is open", async () => (await place(page)) === `#/appuntamento/${appointment.id}`);
  await page.evaluate(() => document.activeElement.blur());
  await reads(page, CHILD);
  await at(page, "citizen-decoded").waitFor();
  assert.equal(await place(page), "#/nuovo");
  assert.equal(await at(page, "citizen-code").inputValue(), CHILD);
  assert.equal(await focused(page), "citizen-family-name", "the name comes next");
  await page.close();
});

test("a card read into a wrong field is taken out of it, and what was typed there stays", async () => {
  const page = await demo.open("#/nuovo");
  await at(page, "citizen-phone").click();
  await page.keyboard.type("0437 12", { delay: 80 });
  await page.keyboard.press("ArrowLeft");
  await reads(page, CARD, "");
  await until("the code is in its place", async () => (await at(page, "citizen-code").inputValue()) === CARD);
  assert.equal(await focused(page), "citizen-phone", "the hands stay where they were");
  await page.keyboard.type("3", { delay: 80 });
  assert.equal(await at(page, "citizen-phone").inputValue(), "0437 132", "and so does what they wrote");
  await at(page, "reason-search").click();
  await page.keyboard.type("lavoro", { delay: 80 });
  await reads(page, CHILD);
  await at(page, "other-card").waitFor();
  assert.equal(await at(page, "reason-search").inputValue(), "lavoro");
  assert.equal(await at(page, "citizen-code").inputValue(), CARD, "nothing is replaced without being asked for");
  await at(page, "other-card-replace").click();
  await until("the other person's code is taken", async () => (await at(page, "citizen-code").inputValue()) === CHILD);
  assert.equal(await at(page, "citizen-family-name").inputValue(), "", "nothing of the first person stays");
  await page.close();
});

test("the Enter of a reader presses no button and sends no form", async () => {
  const page = await demo.open("#/oggi");
  await at(page, "lock-button").focus();
  await reads(page, CARD);
  await at(page, "citizen-page").waitFor();
  assert.equal(await at(page, "app-ready").getAttribute("data-screen"), "cittadini", "the screen was not locked");
  await page.evaluate(() => (location.hash = "#/impostazioni"));
  await at(page, "settings-scan-folder").click();
  const folder = await at(page, "settings-scan-folder").inputValue();
  await reads(page, CARD);
  await at(page, "citizen-page").waitFor();
  const settings = await demo.desk.call("settings_get");
  assert.equal(settings.watched_folder ?? "", folder);
  await page.close();
});

test("a code that a person types stays where it is typed", async () => {
  const page = await demo.open("#/cittadini");
  await at(page, "citizens-search").click();
  await page.keyboard.type(CARD, { delay: 70 });
  await page.waitForTimeout(300);
  assert.equal(await at(page, "citizens-search").inputValue(), CARD);
  assert.equal(await place(page), "#/cittadini");
  await page.close();
});

test("a child comes with a parent whose card is read next, and a name that does not agree needs a reason", async () => {
  const page = await demo.open("#/nuovo");
  await reads(page, CHILD);
  await at(page, "acting-parent").click();
  assert.equal(await focused(page), "acting-role");
  await reads(page, PARENT);
  await until("it is the parent's", async () => (await at(page, "acting-code").inputValue()) === PARENT);
  await at(page, "acting-family-name").fill("Provadelega");
  await at(page, "acting-given-name").fill("Dalig");
  await at(page, "acting-phone").fill("0437 111111");
  await at(page, "acting-rule").getByRole("radio").first().check();
  await at(page, "citizen-family-name").fill("Testoni");
  await at(page, "citizen-given-name").fill("Paolina");
  await at(page, "privacy-given").check();
  await at(page, "reason-search").fill("assegno");
  await at(page, "reason").first().click();
  await at(page, "slot").first().click();
  assert.equal(await at(page, "citizen-mismatch").getAttribute("data-state"), "given_name");
  assert.equal(await at(page, "book").isDisabled(), true, "a reason is missing");
  await at(page, "mismatch-usual").first().click();
  await at(page, "book").click();
  await at(page, "booked").waitFor();
  await at(page, "open-appointment").click();
  await at(page, "appointment-acting").waitFor();
  assert.equal(await at(page, "appointment-acting").getAttribute("data-id"), "parent");
  assert.match(await at(page, "phone-to-call").textContent(), /0437\s111111/);
  assert.match(await at(page, "citizen-differs").textContent(), /verificato sul documento/);
  const { appointment: booked } = await demo.desk.call("appointments_get", { id: (await place(page)).split("/").pop() });
  assert.equal(booked.acting.codice_fiscale, PARENT);
  assert.deepEqual(booked.papers.find((paper) => paper.document_type === "form_aa10")?.state, "present");
  await page.close();
});
