#!/usr/bin/env node
/** The system's browser of the tour: opens the link in a headless Chromium and writes down what it showed. */
import { rename, writeFile } from "node:fs/promises";
import { launch } from "../harness/chromium.mjs";

const [link] = process.argv.slice(2);
const seen = process.env.SPORTELLO_TOUR_LINK;
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.goto(link);
  const room = page.locator('[data-testid="waiting-room"]');
  await room.waitFor({ timeout: 15_000 });
  await page
    .waitForFunction(() => !["", "entering"].includes(document.querySelector('[data-testid="waiting-room"]')?.dataset.state ?? ""))
    .catch(() => {});
  await page.screenshot({ path: `${seen}.png` });
  const { origin, pathname } = new URL(link);
  const found = { address: origin + pathname, state: await room.getAttribute("data-state"), text: await room.innerText() };
  await writeFile(`${seen}.part`, JSON.stringify(found));
} catch (error) {
  await writeFile(`${seen}.part`, JSON.stringify({ error: error.message }));
} finally {
  await browser.close();
  await rename(`${seen}.part`, seen);
}
