/** An officer sets up a second factor at the first entry, and enters with its codes; keyboard alone, and axe. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { accessible } from "../harness/accessible.mjs";
import { Demo } from "../harness/demo.mjs";

const NAME = "nuova.funzionaria";
const PASSWORD = "Una password di prova";
const STEP = 30;
let demo;
let page;
let secret;

before(async () => {
  demo = await Demo.start();
  await demo.centrale.account(NAME, PASSWORD);
  page = await demo.browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "it-IT" });
});
after(() => demo?.stop());

const part = (name) => page.locator(`[data-testid="${name}"]`);

/** An app on a phone, made again from RFC 4226 and RFC 6238. */
function app(base32, step) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...base32.replaceAll(" ", "")].map((c) => alphabet.indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
const step = () => Math.floor(Date.now() / 1000 / STEP);

async function passwordIsTyped() {
  await page.goto(`${demo.centrale.url}/console/`);
  await part("console-name").waitFor();
  await page.keyboard.type(NAME);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await part("console-code").waitFor();
}

test("the first entry shows what an app needs, and its code enters", async () => {
  await passwordIsTyped();
  await part("console-set-up").waitFor();
  secret = await part("console-set-up-secret").innerText();
  assert.match(secret, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await accessible(page);
  await page.keyboard.type("000 000");
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="console-error"][data-code="unauthorized"]').waitFor();
  assert.match(await part("console-error").innerText(), /non è corretto/);
  assert.equal(await part("console-set-up-secret").innerText(), secret, "what is shown stays");
  await part("console-code").focus();
  await page.keyboard.type(app(secret, step()));
  await page.keyboard.press("Enter");
  await part("console-day").waitFor();
});

test("later only a code is asked for, and none enters twice", async () => {
  await part("console-leave").click();
  const used = app(secret, step());
  await passwordIsTyped();
  assert.equal(await part("console-set-up").count(), 0);
  await accessible(page);
  // The step of the first entry, or its successor where the clock went on meanwhile.
  await page.keyboard.type(used);
  await page.keyboard.press("Enter");
  await Promise.race([part("console-error").waitFor(), part("console-day").waitFor()]);
  if (await part("console-day").count()) await part("console-leave").click().then(passwordIsTyped);
  await part("console-code").fill(used);
  await page.keyboard.press("Enter");
  await part("console-error").waitFor();
  await part("console-code").fill(app(secret, step() + 1));
  await page.keyboard.press("Enter");
  await part("console-day").waitFor();
});
