/** What the clerk does in the window; each act fails unless the screen shows what it must. */
import assert from "node:assert/strict";
import { KEYS } from "../harness/webdriver.mjs";
import { pause, until } from "../harness/patience.mjs";

/** Operators of the demonstration. */
export const CLERK = { name: "Anna Prova", pin: "123456" };
export const SUPERVISOR = { name: "Carla Demo", pin: "345678" };

/** Invented persons; their codes are formally right. */
export const CITIZENS = {
  first: { code: "TSTMRC62E55L840R", family: "Testa", given: "Marica", born: "1962", place: "L840" },
  second: { code: "SMPGPP45T10A757Q", family: "Sempio", given: "Giuseppe", born: "1945", place: "A757" },
};

export class Counter {
  constructor(window) {
    this.window = window;
  }

  async enrol(centrale, code) {
    const { window } = this;
    await window.find('[data-testid="app-ready"][data-screen="setup"]', 30_000);
    await window.type("enrol-central", centrale);
    await window.type("enrol-code", code);
    await window.click("enrol-submit");
    await window.find('[data-testid="app-ready"][data-screen="sign-in"]', 30_000);
  }

  async signIn({ name, pin }) {
    const { window } = this;
    await window.find('[data-testid="app-ready"][data-screen="sign-in"]', 30_000);
    const operator = await until(`${name} is on the sign-in screen`, async () =>
      (await window.all("signin-operator-item", "return [element.dataset.id, element.textContent]")).find(([, text]) =>
        text.includes(name),
      ),
    );
    await window.click(`[data-testid="signin-operator-item"][data-id="${operator[0]}"]`);
    await window.type("signin-pin", pin);
    await window.click("signin-submit");
    assert.match(await window.text("operator-name"), new RegExp(name));
  }

  async lock() {
    await this.window.click("lock-button");
  }

  async watch(folder) {
    const { window } = this;
    await window.click("nav-impostazioni");
    await window.find("settings-keystore");
    await window.type("settings-scan-folder", folder);
    await window.click("settings-save");
    await window.find('[data-testid="settings"] [data-state="watched"]');
  }

  /** The lines of the day. */
  async today() {
    const { window } = this;
    await window.click("nav-oggi");
    await window.find("today");
    return window.all(
      '[data-testid="today"] [data-testid="today-item"]',
      "return { id: element.dataset.id, state: element.dataset.state, text: element.textContent }",
    );
  }

  connection() {
    return this.window.run(
      `const line = document.querySelector('[data-testid="connection"]');
       return line && { state: line.dataset.state, waiting: Number(line.dataset.waiting),
                        parked: Number(line.dataset.parked), text: line.textContent.trim() };`,
    );
  }

  /** Waits until the line at the top says so. */
  connectionIs(what, fits, ms) {
    return until(
      `the connection line says ${what}`,
      async () => {
        const line = await this.connection();
        return line && fits(line) ? line : false;
      },
      ms,
    );
  }

  /** The code arrives as a barcode reader types it, into whatever has the focus, with Enter at its end. */
  async finds(citizen) {
    const { window } = this;
    await window.click("nav-oggi");
    await window.click("new-appointment");
    await window.type("citizen-code", citizen.code + KEYS.enter);
    const decoded = await window.text("citizen-decoded");
    assert.match(decoded, new RegExp(citizen.born), "the birth date is decoded");
    assert.equal(await window.attribute("citizen-birthplace", "data-code"), citizen.place);
    await window.type("citizen-family-name", citizen.family);
    await window.type("citizen-given-name", citizen.given);
    await window.click("privacy-given");
  }

  /** A wrong check letter is said, and said where it was typed. */
  async refusesWrongCode(code) {
    const { window } = this;
    await window.click("nav-oggi");
    await window.click("new-appointment");
    await window.type("citizen-code", code + KEYS.enter);
    await window.find("citizen-code-error");
    assert.equal(await window.shows("citizen-decoded"), false);
  }

  async chooses(words) {
    const { window } = this;
    await window.type("reason-search", words);
    await window.click("reason");
    const reason = await window.attribute("reason-chosen", "data-id");
    const papers = await until("papers to bring are shown", async () => {
      const shown = await window.all("paper", "return element.dataset.id");
      return shown.length > 0 && shown;
    });
    await window.click(`[data-testid="paper"][data-id="${papers[0]}"] label:has([data-testid="paper-have"])`);
    await window.find(`[data-testid="paper"][data-id="${papers[0]}"][data-state="present"]`);
    return { reason, papers };
  }

  /** Books the first free hour of which this is promised; gives back the appointment and how it stands. */
  async books(promised) {
    const { window } = this;
    await window.click(`[data-testid="slot"][data-state="${promised}"]`);
    assert.equal(await window.attribute("slot-promise", "data-state"), promised, "said before the click");
    await window.click("book");
    const id = await window.attribute("booked", "data-id");
    return { id, state: await window.attribute("booked", "data-state") };
  }

  /** Asks for the slip's print; the system's dialogue is not opened in a test. */
  async printsSlip() {
    const { window } = this;
    await this.#stopPrinting();
    await window.click("print-slip");
    await this.#printed();
    return window.run(
      `const slip = document.querySelector('[data-testid="slip"]');
       return { active: slip.classList.contains("active"), text: slip.textContent.replace(/\\s+/g, " "),
                qr: slip.querySelector('[data-testid="slip-qr"]').dataset.qr,
                drawn: slip.querySelector('[data-testid="slip-qr"]').naturalWidth > 0,
                state: slip.dataset.state };`,
    );
  }

  async opens(appointment) {
    const { window } = this;
    await window.run("location.hash = arguments[0]", `#/appuntamento/${appointment}`);
    await window.find(`[data-testid="appointment"][data-id="${appointment}"]`);
  }

  /** The documents of the open appointment. */
  documents(direction) {
    return this.window.all(
      `[data-testid="document"][data-direction="${direction}"]`,
      "return { id: element.dataset.id, state: element.dataset.state, type: element.dataset.type }",
    );
  }

  /** Opens a document and waits until its page is drawn, then asks for its print. */
  async readsAndPrints(id) {
    const { window } = this;
    await window.click(`[data-testid="document"][data-id="${id}"] [data-testid="document-open"]`);
    await window.find("document-view");
    await until("the page is drawn", () => this.#inked("document-view"));
    // The window reads its lists again every two seconds; the page must outlive that.
    await pause(5_000);
    assert.ok(await this.#inked("document-view"), "the page is still drawn");
    await this.#stopPrinting();
    await window.click("document-print");
    await this.#printed();
    assert.ok(await this.#inked("document-paper"), "the paper has the page");
  }

  /** Whether the first page in there has something dark on it. */
  #inked(where) {
    return this.window.run(
      `const page = document.querySelector('[data-testid="' + arguments[0] + '"]')?.querySelector("img, canvas");
       if (!page) return false;
       const copy = document.createElement("canvas");
       [copy.width, copy.height] = [200, 280];
       const context = copy.getContext("2d");
       context.fillStyle = "white";
       context.fillRect(0, 0, 200, 280);
       context.drawImage(page, 0, 0, 200, 280);
       return context.getImageData(0, 0, 200, 280).data.filter((value, index) => index % 4 === 0 && value < 160).length > 50;`,
      where,
    );
  }

  async closesDocument() {
    await this.window.click("document-close");
  }

  async closes(outcome, note) {
    const { window } = this;
    await window.click(`label:has([data-testid="outcome-${outcome}"])`);
    await window.type("outcome-note", note);
    await window.click("outcome-submit");
    return window.attribute("outcome-shown", "data-state");
  }

  /** The welfare figures as they are shown. */
  async welfare() {
    const { window } = this;
    await window.click("nav-welfare");
    await window.find("indicator");
    assert.ok((await window.text("welfare-source")).length > 0, "the source is said");
    assert.ok((await window.text("welfare-age")).length > 0, "the age is said");
    await window.find("welfare-demo");
    return window.all(
      "indicator",
      `return { code: element.dataset.id,
                territories: element.querySelectorAll("thead th.number").length,
                periods: element.querySelectorAll("tbody tr").length };`,
    );
  }

  /** Leafs to the appointment's day in the supervisor's view. */
  async supervises(appointment) {
    const { window } = this;
    await window.click("nav-supervisione");
    await window.find("supervision");
    const item = `[data-testid="supervision-item"][data-id="${appointment}"]`;
    for (let day = 0; day < 20 && !(await appears(window, item)); day++) await window.click("supervision-after");
    return {
      desks: (await window.all("supervision-desk")).length,
      state: await window.attribute(item, "data-state"),
      age: await window.text("supervision-age"),
    };
  }

  async #stopPrinting() {
    await this.window.run("window.askedToPrint = 0; window.print = () => { window.askedToPrint += 1; };");
  }

  #printed() {
    return until("printing was asked for", () => this.window.run("return window.askedToPrint === 1"));
  }
}

/** The day that is shown is read anew after each step; a moment is enough for the desk's own database. */
function appears(window, name) {
  return until(`${name} is there`, () => window.shows(name), 700).catch(() => false);
}
