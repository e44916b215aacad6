/** The programs under test, as real processes that never outlive the test. */
import { spawn, execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const suffix = process.platform === "win32" ? ".exe" : "";

/** Where `cargo xtask` has built to; a test never builds. */
export const target = process.env.SPORTELLO_TARGET ?? new URL("../../target", import.meta.url).pathname;
const folder = process.env.SPORTELLO_PROGRAMS ?? join(target, "debug");

export const program = (name) => join(folder, name + suffix);

/** Tests print what failed, not every request. */
const QUIET = { CENTRALE_LOG: "warn", SPORTELLO_LOG: "warn" };
const children = new Set();
// A group each: what a program has started ends with it.
const end = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
};
process.on("exit", () => children.forEach((child) => end(child, "SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

/** Starts a child whose first line of output is read with `ready`, as JSON unless told otherwise. */
export async function start(command, args, { env = {}, ready = true, read = JSON.parse } = {}) {
  const child = spawn(command, args, {
    env: { ...QUIET, ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  children.add(child);
  const ended = new Promise((resolve) => child.once("exit", resolve)).then(() => children.delete(child));
  const lines = createInterface({ input: child.stdout });
  const first = ready
    ? await Promise.race([
        new Promise((resolve) => lines.once("line", (line) => resolve(read(line)))),
        ended.then(() => Promise.reject(new Error(`${command} ended before it was ready`))),
      ])
    : undefined;
  return {
    first,
    async stop(signal = "SIGTERM") {
      end(child, signal);
      await ended;
    },
  };
}

/** The invented scanner of core's tests, with so many sheets in its feeder: no scanner can be here. */
export async function startScanner({ sheets = 3, quirks = [], pictures = [] } = {}) {
  const switches = [...quirks.flatMap((quirk) => ["--quirk", quirk]), ...pictures.flatMap((file) => ["--picture", file])];
  const scanner = join(folder, "examples", `escl_scanner${suffix}`);
  const running = await start(scanner, ["--sheets", String(sheets), ...switches], { read: String });
  return { url: running.first, stop: () => running.stop("SIGKILL") };
}

/** Centrale on loopback with the demonstration comune. */
export class Centrale {
  #running;
  #listen = "127.0.0.1:0";

  /** `inside`: the words before the command that serves; `serving`: more words after it. */
  constructor(home, { listen, inside = [], serving = [] } = {}) {
    if (listen) this.#listen = listen;
    [this.inside, this.serving] = [inside, serving];
    this.files = ["--data", join(home, "centrale"), "--key-file", join(home, "centrale.key")];
    this.home = home;
  }

  async fill() {
    await mkdir(join(this.home, "centrale"), { recursive: true });
    await run(program("centrale"), ["demo", "--all-day", ...this.files]);
  }

  /** After the first time it listens where it did before. */
  async start() {
    const [command, ...words] = [...this.inside, program("centrale"), "serve", ...this.files, "--listen", this.#listen, ...this.serving];
    this.#running = await start(command, words);
    this.url = this.#running.first.listening;
    this.#listen = new URL(this.url).host;
  }

  /** As a power cut would. */
  async kill() {
    await this.#running.stop("SIGKILL");
  }

  /** The commands of a desk that have arrived, in its order. */
  async journal(desk) {
    const { stdout } = await run(program("centrale"), ["journal", ...this.files, "--desk", desk]);
    return stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  /** What an administrator does when the officer cannot come; hours as the clock of the counter shows them. */
  async withdraw(from, to, reason) {
    const { stdout } = await run(program("centrale"), ["withdraw", ...this.files, "--from", from, "--to", to, "--reason", reason]);
    return JSON.parse(stdout);
  }

  /** An officer's account whose second factor is still to be set up. */
  async account(name, password) {
    const adding = run(program("centrale"), ["account", ...this.files, "--name", name, "--role", "officer"]);
    adding.child.stdin.end(password);
    await adding;
  }

  async enrolmentCode(desk) {
    const { stdout } = await run(program("centrale"), ["enrol-code", ...this.files, "--desk", desk]);
    return JSON.parse(stdout).code;
  }
}

/** The bridge with the built pages; `url` opens the desk's page with its token. `inside`: the words before the command. */
export async function startBridge(data, env = {}, inside = []) {
  const pages = new URL("../../ui/dist", import.meta.url).pathname;
  const [command, ...words] = [...inside, program("sportello-bridge"), "--data", data, "--ui", pages];
  const running = await start(command, words, { env });
  const { url, token } = running.first;
  return {
    url,
    token,
    page: `${url}/index.html#bridge=${token}`,
    stop: running.stop,
    async call(name, request = null) {
      const answer = await fetch(`${url}/call/${name}`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify(request),
      });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
      return body;
    },
  };
}
