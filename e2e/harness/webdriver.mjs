/** The real window, driven by WebKitGTK's own WebDriver. */
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { program, start } from "./programs.mjs";
import { pause, until } from "./patience.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const byTestId = (id) => (/^[\w-]+$/.test(id) ? `[data-testid="${id}"]` : id);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Opens the program's window; `env` is the window's environment. */
export async function openWindow(env) {
  const port = await freePort();
  const driver = await start("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    env: { TAURI_AUTOMATION: "true", TAURI_WEBVIEW_AUTOMATION: "true", ...env },
    ready: false,
  });
  const base = `http://127.0.0.1:${port}`;
  await until("the driver listens", async () => (await fetch(`${base}/status`)).ok);
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary: program("sportello"), args: [] } } };
  const startedAt = Date.now();
  const session = await ask(`${base}/session`, "POST", { capabilities });
  return new Window(`${base}/session/${session.sessionId}`, driver, startedAt);
}

async function ask(url, method, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A window. Names of elements are `data-testid`s, or CSS selectors. */
export class Window {
  #session;
  #driver;

  /** `startedAt`: when the program was asked to start, the driver being ready. */
  constructor(session, driver, startedAt) {
    this.#session = session;
    this.#driver = driver;
    this.startedAt = startedAt;
  }

  #ask(method, path, body) {
    return ask(this.#session + path, method, body);
  }

  /** Runs a function's body in the page. */
  run(script, ...args) {
    return this.#ask("POST", "/execute/sync", { script, args });
  }

  /** The value of a promise in the page. */
  later(expression) {
    const script = `const done = arguments[arguments.length - 1]; (${expression}).then(done, (error) => done(String(error)));`;
    return this.#ask("POST", "/execute/async", { script, args: [] });
  }

  /** What a function of the page makes of all elements of this name. */
  all(name, script = "return element.textContent.trim()") {
    return this.run(
      `const of = (element) => { ${script} }; return [...document.querySelectorAll(arguments[0])].map(of);`,
      byTestId(name),
    );
  }

  /** Waits for an element that can be seen. */
  find(name, ms) {
    return until(
      `${name} is shown`,
      () =>
        this.run(
          `const found = [...document.querySelectorAll(arguments[0])].find((element) => element.getClientRects().length);
           found?.scrollIntoView({ block: "center" });
           return found ?? null;`,
          byTestId(name),
        ),
      ms,
    );
  }

  shows(name) {
    return this.run(
      "return [...document.querySelectorAll(arguments[0])].some((element) => element.getClientRects().length > 0)",
      byTestId(name),
    );
  }

  async text(name, ms) {
    return this.run("return arguments[0].textContent.trim()", await this.find(name, ms));
  }

  async attribute(name, attribute, ms) {
    return this.run("return arguments[0].getAttribute(arguments[1])", await this.find(name, ms), attribute);
  }

  /** Clicks what can be seen and used, as soon as it can be. */
  async click(name, ms) {
    await until(
      `${name} can be clicked`,
      async () => {
        const element = await this.find(name, ms);
        if (!(await this.#ask("GET", `/element/${element[ELEMENT]}/enabled`))) return false;
        await this.#ask("POST", `/element/${element[ELEMENT]}/click`, {});
        return true;
      },
      ms,
    );
  }

  /** Replaces what a field contains, key by key. */
  async type(name, text, ms) {
    const element = await this.find(name, ms);
    await this.#ask("POST", `/element/${element[ELEMENT]}/clear`, {});
    await this.#ask("POST", `/element/${element[ELEMENT]}/value`, { text });
  }

  /** Chooses in a real `<select>` by the option's value. */
  async choose(name, value) {
    await this.find(name);
    const option = await until(`${name} offers ${value}`, () =>
      this.run(
        "return [...document.querySelector(arguments[0]).options].find((option) => option.value === arguments[1]) ?? null",
        byTestId(name),
        value,
      ),
    );
    await this.#ask("POST", `/element/${option[ELEMENT]}/click`, {});
  }

  /** Presses and releases a key on what has the focus. */
  async press(key) {
    const actions = [{ type: "keyDown", value: key }, { type: "keyUp", value: key }];
    await this.#ask("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  async screenshot(path) {
    await pause(150);
    await writeFile(path, Buffer.from(await this.#ask("GET", "/screenshot"), "base64"));
  }

  async close() {
    await this.#ask("DELETE", "").catch(() => {});
    await this.#driver.stop();
  }
}

/** Keys by their WebDriver code points. */
export const KEYS = { enter: "\uE007", tab: "\uE004", f9: "\uE039", f10: "\uE03A" };
