/** The meeting at the counter with the keyboard alone: check, meeting, outcome, and what stays to be brought. All persons are invented. */
import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible } from "../harness/accessible.mjs";
import { launch } from "../harness/chromium.mjs";
import { Demo } from "../harness/demo.mjs";
import { Officer } from "../harness/officer.mjs";
import { drawn } from "../harness/papers.mjs";
import { until } from "../harness/patience.mjs";

const STOPS = 200;
const SCREEN = { width: 1366, height: 768 };
const HALF = { width: 683, height: 384 };
/** Where a run keeps its pictures, for the eye. */
const PICTURES = process.env.SPORTELLO_PICTURES;

let demo;
let officer;
let page;
let id;
let folder;
let links;

before(async () => {
  // The system's browser, as far as the program can tell: it writes down where it was sent.
  folder = await mkdtemp(join(tmpdir(), "sportello-links-"));
  links = join(folder, "links");
  const browser = join(folder, "browser");
  await writeFile(browser, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${links}'\n`);
  await chmod(browser, 0o755);
  process.env.BROWSER = browser;

  demo = await Demo.start();
  await demo.signIn("Anna Prova");
  await demo.settle();
  const { free } = await demo.desk.call("slots_offer", { service_code: "delegation_aa08" });
  const catalogue = await demo.desk.call("catalogue_get");
  const { appointment } = await demo.desk.call("appointments_book", {
    citizen: {
      id: null, codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica", birth_date: null, sex: null,
      phone: "0437 000000", mismatch_reason: "Nome inventato per la prova",
    },
    acting: { role: "delegate", family_name: "Esempi", given_name: "Delegata", codice_fiscale: "", phone: "" },
    service_code: "delegation_aa08",
    slot_ids: free[0].slot_ids,
    mode: "video",
    papers: [{ document_type: "identity_card", state: "missing" }],
    privacy_notice_version: catalogue.privacy_notice.version,
  });
  id = appointment.id;
  await demo.settle();
  officer = await Officer.enter(demo.browser, demo.centrale.url);
  await officer.open(id);
  page = await demo.open(`#/appuntamento/${id}`, SCREEN);
});
after(async () => {
  await demo?.stop();
  await rm(folder, { recursive: true, force: true });
});

const part = (name) => page.locator(`[data-testid="${name}"]`);
const check = (kind) => `[data-testid="check"][data-kind="${kind}"]`;
const opened = async () => (await readFile(links, "utf8").catch(() => "")).split("\n").filter(Boolean).map((link) => new URL(link));

/** Tabs on until the focus is there; fails when it can never be reached. */
async function reach(selector) {
  await page.locator(selector).first().waitFor();
  for (let stop = 0; stop < STOPS; stop++) {
    if (await page.evaluate((wanted) => !!document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${selector} cannot be reached by Tab`);
}
async function press(selector, key = "Enter") {
  await reach(selector);
  await page.keyboard.press(key);
}
async function fill(selector, text) {
  await reach(selector);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}
async function says(kind) {
  await press(`${check(kind)} ${testid("check-yes")}`);
  await page.locator(`${check(kind)}[data-state="good"]`).waitFor();
}
const testid = (name) => `[data-testid="${name}"]`;

async function good(name) {
  for (const [size, viewport] of Object.entries({ whole: SCREEN, half: HALF })) {
    await page.setViewportSize(viewport);
    if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}-${size}.png`), fullPage: size === "half" });
    const [wide, room] = await page.evaluate(() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]);
    assert.ok(wide <= room, `${name}: ${wide} pixels in ${room}`);
    await accessible(page, name);
  }
  await page.setViewportSize(SCREEN);
}

test("each line of the check is tried or asked, and written down with time and name", async () => {
  await part("meeting-check").waitFor();
  await good("check");
  await press(testid("check-network"));
  await page.locator(`${check("network")}[data-state="good"]`).waitFor({ timeout: 20_000 });
  assert.match(await page.locator(check("network")).innerText(), /Centrale risponde in \d+ ms/);
  await press(testid("check-try-page"));
  await until("the trial page is opened in the browser", async () => (await opened()).some(({ pathname }) => pathname === "/prova/"));
  await press(`${check("camera")} ${testid("check-no")}`);
  await page.locator(`${check("camera")}[data-state="bad"]`).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "check-correct", "the keyboard stays on the line");
  await page.keyboard.press("Enter");
  await press(`${check("camera")} ${testid("check-yes")}`);
  for (const kind of ["microphone", "loudspeaker"]) await says(kind);
  const today = new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Rome" });
  const { appointment } = await demo.desk.call("appointments_get", { id });
  const itsDay = new Date(appointment.starts_at).toLocaleDateString("sv-SE", { timeZone: "Europe/Rome" });
  // Shortly before midnight the first free hour is tomorrow's: then who is there is not asked yet.
  const persons = ["identity_seen", "meeting_consent", "citizen_present", "acting_present", "citizen_recording", "acting_recording", "form_signed"];
  if (today === itsDay) {
    for (const kind of persons) await says(kind);
  }
  assert.equal(await page.locator(`${check("papers")}`).getAttribute("data-state"), "bad", "a paper is missing");
  assert.match(await page.locator(check("camera")).innerText(), /Funziona\s+.*Anna Prova/);
  await good("checked");
  await demo.settle();
  const lines = officer.page.locator('[data-testid="console-attestation"]');
  await until("the officer reads every line", async () => (await lines.count()) >= (today === itsDay ? 12 : 5), 20_000);
  assert.match(await officer.page.locator('[data-testid="console-attested"]').innerText(), /Telecamera: Non funziona[^]*Telecamera: Funziona/);
});

test("a link that leads elsewhere is refused with its host, and a code is kept and seen by the officer", async () => {
  await press('[data-testid="meeting-access"] summary');
  await fill(testid("meeting-link"), "https://teams.microsoft.com.evil.example/riunione");
  await press(testid("meeting-access-save"));
  await part("meeting-access-error").locator('[data-code="meeting_link"]').or(page.locator('[data-code="meeting_link"]')).first().waitFor();
  assert.match(await page.locator('[data-code="meeting_link"]').first().innerText(), /teams\.microsoft\.com\.evil\.example/);
  await fill(testid("meeting-link"), "https://teams.microsoft.com/l/meetup-join/prova");
  await fill(testid("meeting-door-code"), "4711");
  await press(testid("meeting-access-save"));
  await part("meeting-code-shown").waitFor();
  await good("link");
  await demo.settle();
  const told = await officer.ask(`/rest/console/v1/appointments/${id}`);
  assert.deepEqual([told.appointment.meeting.door_code, new URL(told.appointment.meeting.link).host], ["4711", "teams.microsoft.com"]);
});

test("the officer opens, the clerk enters, and the companion goes on with the cable out", async () => {
  await officer.opensRoom();
  await page.locator('[data-testid="meeting-state"][data-door="open"]').waitFor({ timeout: 20_000 });
  await page.locator('[data-testid="meeting-state"][data-state="open"]').waitFor({ timeout: 20_000 });
  await page.evaluate(() => (location.hash = "#/oggi"));
  await page.locator(`[data-testid="reminder"][data-id="${id}"][data-door="open"]`).waitFor();
  assert.match(await page.locator('[role="status"]').first().innerText(), /Si può aprire la videochiamata di Testa Marica/, "read out");
  await good("reminder");
  await press(testid("reminder-go"));
  await part("meeting-state").waitFor();
  assert.equal(await part("reminder").count(), 0, "of the one on the screen nobody needs to be reminded");

  const before = (await opened()).length;
  await press(testid("meeting-start"));
  await part("meeting-launched").waitFor({ timeout: 20_000 });
  assert.equal((await opened()).length, before + 1, "in the system's browser, outside this window");
  assert.match(await part("meeting-timer").innerText(), /^In corso da /);
  await part("companion").waitFor();
  await page.keyboard.press("F10");
  await until("it says that nothing is ready", async () => /Premi F9/.test(await part("companion-nothing").innerText()));
  await page.keyboard.press("F9");
  await part("scan-tray").waitFor();
  await press(testid("scan-close"));

  await officer.asksFor(id, "tax_card", "Fronte e retro (prova)");
  await officer.asksFor(id, "tax_return", "Quella dell'anno scorso (prova)");
  await page.locator('[data-testid="bring"][data-type="tax_card"]').waitFor({ timeout: 20_000 });
  await page.locator('[data-testid="bring"][data-type="tax_return"]').waitFor({ timeout: 20_000 });
  assert.match(await part("still-to-bring").innerText(), /Fronte e retro \(prova\)/);

  await demo.centrale.kill();
  await part("companion-offline").waitFor({ timeout: 30_000 });
  await page.keyboard.press("F9");
  const photo = await drawn(demo.browser, "Tessera di prova", "png");
  await part("add-input").setInputFiles({ name: "x.png", mimeType: "image/png", buffer: photo });
  await page.locator('[data-testid="batch"][data-ready="true"]').first().waitFor({ timeout: 90_000 });
  await part("batch-type").first().selectOption("tax_card");
  await page.locator('[data-testid="batch-accept"]:enabled').waitFor();
  await page.keyboard.press("F10");
  const sent = page.locator('[data-testid="companion-document"]');
  await sent.waitFor({ timeout: 60_000 });
  assert.equal(await sent.getAttribute("data-state"), "waiting", "it leaves when the line is back");
  assert.equal(await page.locator('[data-testid="bring"][data-type="tax_card"]').count(), 0, "what was asked for is there");
  await press(testid("scan-close"));
  await good("companion");
  await press(`${check("camera")} ${testid("check-correct")}`);
  await press(`${check("camera")} ${testid("check-no")}`);
  await page.locator(`${check("camera")}[data-state="bad"]`).waitFor();
  await demo.centrale.start();
  await part("companion-offline").waitFor({ state: "detached", timeout: 60_000 });
  await page.locator('[data-testid="companion-document"][data-state="delivered"]').waitFor({ timeout: 60_000 });
});

test("after the outcome the missing paper is a task of Oggi until it is struck off with a reason", async () => {
  await demo.settle();
  await press(testid("outcome-held"), "Space");
  const left = (type) => page.locator(`[data-testid="outcome-left-paper"][data-type="${type}"]`);
  assert.ok(await left("tax_return").isChecked(), "what the officer asked for is proposed");
  if (!(await left("identity_card").isChecked())) await press('[data-testid="outcome-left-paper"][data-type="identity_card"]', "Space");
  await good("outcome");
  await press(testid("outcome-submit"));
  await page.locator('[data-testid="outcome-shown"][data-state="held"]').waitFor();
  await part("follow-up").waitFor();
  await page.locator('[data-testid="bring"][data-type="identity_card"]').waitFor();
  assert.match(await page.locator('[aria-labelledby="pane-papers"]').innerText(), /Documento di identità\s+Da portare dopo l'incontro/);
  await good("after");

  await page.evaluate(() => (location.hash = "#/oggi"));
  const task = page.locator(`[data-testid="asked-item"][data-id="${id}"]`);
  await task.waitFor();
  await good("oggi");
  await press(`[data-testid="asked-item"][data-id="${id}"] a`);
  await press('[data-testid="bring"][data-type="identity_card"] [data-testid="bring-strike"]');
  await page.locator(testid("bring-why")).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "bring-why");
  await page.keyboard.type("Già agli atti dell'INPS (prova)");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="bring"][data-type="identity_card"]').waitFor({ state: "detached" });
  await press('[data-testid="bring"][data-type="tax_return"] [data-testid="bring-strike"]');
  await page.locator(testid("bring-why")).waitFor();
  await page.keyboard.type("Arriva per posta (prova)");
  await page.keyboard.press("Enter");
  await part("still-to-bring").waitFor({ state: "detached" });
  await page.evaluate(() => (location.hash = "#/oggi"));
  await part("today").waitFor();
  await until("it is no task any more", async () => (await task.count()) === 0);
  await demo.settle();
  const told = await officer.ask(`/rest/console/v1/appointments/${id}`);
  const reasons = told.appointment.attestations.slice(-2).map(({ reason }) => reason);
  assert.deepEqual(reasons, ["Già agli atti dell'INPS (prova)", "Arriva per posta (prova)"]);
});

test("the trial page shows the camera, hears the microphone, and says what to do where it may not", async () => {
  const fake = ["--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"];
  const url = new URL("/prova/", demo.centrale.url).href;
  const browser = await launch({ args: [...fake, "--use-fake-ui-for-media-stream"] });
  try {
    const trial = await browser.newPage({ viewport: SCREEN, locale: "it-IT" });
    await trial.goto(url);
    await trial.locator(testid("trial-start")).press("Enter");
    await trial.locator('[data-testid="trial"][data-state="on"]').waitFor();
    await until("the camera's picture moves", () => trial.locator(testid("trial-video")).evaluate((video) => video.videoWidth > 0 && video.currentTime > 0));
    await trial.locator('[data-testid="trial-microphone"][data-state="heard"]').waitFor({ timeout: 15_000 });
    const named = (select) => select.selectedOptions[0]?.textContent ?? "";
    assert.notEqual(await trial.locator(testid("trial-audioinput")).evaluate(named), "", "which one is heard");
    await trial.locator(testid("trial-play")).press("Enter");
    await trial.getByText("Hai sentito due note?").waitFor();
    if (PICTURES) await trial.screenshot({ path: join(PICTURES, "trial.png") });
    await accessible(trial, "trial");
  } finally {
    await browser.close();
  }
  const without = await launch({ args: ["--deny-permission-prompts"] });
  try {
    const trial = await without.newPage({ viewport: HALF, locale: "it-IT" });
    await trial.goto(url);
    await trial.locator(testid("trial-start")).press("Enter");
    await trial.locator(testid("trial-trouble")).waitFor();
    assert.ok((await trial.locator(testid("trial-trouble")).innerText()).split("\n").filter(Boolean).length >= 2, "what it is and what to do");
    await accessible(trial, "trial refused");
  } finally {
    await without.close();
  }
});
