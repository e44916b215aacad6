/** The officer at the console: a person in a browser, who sees only what the page shows. */
import { until } from "./patience.mjs";

const ACCOUNT = { name: "funzionario", password: "Demo-Funzionario-1" };
/** The demonstration offers two weeks. */
const DAYS_AHEAD = 20;

export class Officer {
  /** The console's page. */
  page;

  constructor(page) {
    this.page = page;
  }

  static async enter(browser, centrale) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${centrale}/console/`);
    const officer = new Officer(page);
    await officer.#part("console-name").fill(ACCOUNT.name);
    await officer.#part("console-password").fill(ACCOUNT.password);
    await officer.#part("console-enter").click();
    await officer.#part("console-day").waitFor();
    return officer;
  }

  #part(name, id) {
    return this.page.locator(`[data-testid="${name}"]${id ? `[data-id="${id}"]` : ""}`);
  }

  /** Leafs through the days until the appointment is there, and opens it. */
  async open(appointment) {
    const line = this.#part("console-appointment", appointment);
    const later = this.#part("console-day").locator("button").nth(1);
    for (let day = 0; day < DAYS_AHEAD; day++) {
      if (await line.first().waitFor({ timeout: 1500 }).then(() => true, () => false)) break;
      await later.click();
    }
    await line.click();
    await this.#part("appointment", appointment).waitFor();
  }

  /** The lines of the day that is shown. */
  day() {
    return this.#part("console-appointment").evaluateAll((lines) =>
      lines.map((line) => ({ id: line.dataset.id, state: line.dataset.state, text: line.innerText })),
    );
  }

  citizen() {
    return this.#part("console-citizen").innerText();
  }

  /** The desk's documents as the console lists them. */
  documents() {
    return this.#part("console-document").evaluateAll((lines) =>
      lines.map((line) => ({ id: line.dataset.id, type: line.dataset.type, state: line.dataset.state })),
    );
  }

  async opensDocument(id) {
    await this.#part("console-document", id).locator('[data-testid="console-document-open"]').click();
    await this.#part("document-view", id).waitFor();
    await until("the document's page is drawn", () =>
      this.#part("document-view", id).evaluate((view) => {
        const page = view.querySelector("img, canvas");
        if (!page) return false;
        return page.tagName === "IMG" ? page.naturalWidth > 0 : page.width > 0;
      }),
    );
  }

  async opensRoom() {
    await this.#part("console-room-open").click();
    await this.page.locator('[data-testid="console-room-state"][data-state="open"]').waitFor();
  }

  /** The room's page, which opens beside the console. */
  async entersRoom() {
    const opened = this.page.context().waitForEvent("page");
    await this.#part("console-room-enter").click();
    const room = await opened;
    await this.#in(room, "room").waitFor();
    return room;
  }

  /** The session log as the console shows it. */
  roomLog() {
    return this.#part("console-room-log")
      .locator("li")
      .evaluateAll((lines) => lines.map((line) => `${line.dataset.side} ${line.dataset.event}`));
  }

  #in(page, name) {
    return page.locator(`[data-testid="${name}"]`);
  }

  async sends(file, title) {
    await this.#part("console-send-file").setInputFiles(file);
    const types = this.#part("console-send-type");
    const [first] = await types.locator("option:not([disabled])").evaluateAll((all) => all.map((one) => one.value));
    await types.selectOption(first);
    await this.#part("console-send-title").fill(title);
    await this.#part("console-send").click();
    await this.#part("console-sent").first().waitFor();
  }

  /** Asks for a paper, as the console's page would. */
  asksFor(appointment, type, note) {
    return this.page.evaluate(
      async ([path, body]) => {
        const headers = { "Content-Type": "application/json", "X-Sportello-Console": "1" };
        const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(String(answer.status));
      },
      [`/rest/console/v1/appointments/${appointment}/requests`, { document_type: type, note }],
    );
  }

  outcome() {
    return this.#part("console-outcome").getAttribute("data-state");
  }

  state() {
    return this.#part("appointment").getAttribute("data-state");
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }

  /** What the console's own API says, as this officer, from the page: it may be in another network. */
  ask(path) {
    return this.page.evaluate(async (path) => {
      const answer = await fetch(path);
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.json();
    }, path);
  }
}
