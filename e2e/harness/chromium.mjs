/** The system's Chromium, quiet and with a profile of its own. */
import { chromium } from "playwright-core";
import { execFileSync } from "node:child_process";

const name = process.env.SPORTELLO_BROWSER ?? "chromium";
const executablePath = name.includes("/") ? name : execFileSync("which", [name], { encoding: "utf8" }).trim();

export const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless browser; each launch has a new profile. */
export const launch = ({ args = [] } = {}) => chromium.launch({ executablePath, headless: true, args: [...QUIET, ...args] });

export { executablePath };
