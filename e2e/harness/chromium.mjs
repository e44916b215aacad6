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

/** A headless browser; each launch has a new profile. With `namespace` it lives in that network. */
export function launch({ namespace, args = [] } = {}) {
  const options = { executablePath, headless: true, args: [...QUIET, ...args] };
  if (!namespace) return chromium.launch(options);
  const env = { ...process.env, SPORTELLO_NAMESPACE: namespace, SPORTELLO_INSIDE: executablePath };
  return chromium.launch({ ...options, env, executablePath: new URL("in-namespace.sh", import.meta.url).pathname });
}

export { executablePath };
