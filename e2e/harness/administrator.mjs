/** The administrator at the console: a person in a browser, who sees only what the page shows. */
const ACCOUNT = { name: "amministratore", password: "Demo-Amministratore-1" };

/** Hours on the wall in Rome, as a field of the page takes them: `2026-12-01T09:00`. */
function wall(instant) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Europe/Rome",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

export class Administrator {
  /** The console's page. */
  page;

  constructor(page) {
    this.page = page;
  }

  static async enter(browser, centrale, viewport = { width: 1366, height: 768 }) {
    const page = await browser.newPage({ viewport, locale: "it-IT" });
    await page.goto(`${centrale}/console/`);
    const administrator = new Administrator(page);
    await administrator.part("console-name").fill(ACCOUNT.name);
    await administrator.part("console-password").fill(ACCOUNT.password);
    await administrator.part("console-enter").click();
    await administrator.part("console-places").waitFor();
    return administrator;
  }

  part(name, data = "") {
    return this.page.locator(`[data-testid="${name}"]${data}`);
  }

  /** Goes to `agenda`, `desks`, `services` or `acts`. */
  async goes(place) {
    await this.part("console-place", `[data-id="${place}"]`).click();
    await this.part(`console-${place}`).waitFor();
  }

  /** Asks what withdrawing the hours of an appointment would do, from the last field on with the keyboard alone; says
   * how many bookings it names. */
  async asksToWithdraw({ starts_at, minutes }, reason) {
    const start = new Date(starts_at);
    await this.part("console-withdrawal-from").fill(wall(start));
    await this.part("console-withdrawal-to").fill(wall(new Date(start.getTime() + minutes * 60_000)));
    await this.part("console-withdrawal-reason").focus();
    await this.page.keyboard.type(reason);
    await this.page.keyboard.press("Enter");
    const preview = this.part("console-preview", ":focus");
    await preview.waitFor();
    return Number(await preview.getAttribute("data-bookings"));
  }

  /** The keyboard stands on what was said would happen; the next stop is the deed. */
  async withdraws() {
    await this.page.keyboard.press("Tab");
    await this.page.keyboard.press("Enter");
    await this.part("console-withdrawal-done").getByText("Appuntamenti da spostare").waitFor();
  }

  /** The desk that stands so. */
  async desk(state) {
    const id = await this.part("console-desk", `[data-state="${state}"]`).first().getAttribute("data-id");
    return new DeskCard(this.part("console-desk", `[data-id="${id}"]`));
  }

  /** The acts as the page shows them, newest first. */
  async acts() {
    await this.part("console-act").first().waitFor();
    return this.part("console-act").evaluateAll((all) => all.map((one) => ({ kind: one.dataset.state, text: one.innerText })));
  }
}

/** A desk on the administrator's page. */
class DeskCard {
  #card;

  constructor(card) {
    this.#card = card;
  }

  #part(name) {
    return this.#card.locator(`[data-testid="${name}"]`);
  }

  async unsold() {
    return Number(await this.#part("console-desk-unsold").innerText());
  }

  async frozen() {
    return Number(await this.#part("console-desk-frozen").innerText());
  }

  async isDeclaredLost(reason) {
    await this.#part("console-lost").click();
    await this.#part("console-lost-reason").fill(reason);
    await this.#part("console-lost-do").click();
    await this.#part("console-release").waitFor();
  }

  /** A one-time code for the machine that is to be this desk. */
  async code() {
    await this.#part("console-renew").locator("summary").click();
    await this.#part("console-code-make").click();
    return this.#part("console-code").innerText();
  }

  async isInService() {
    await this.#part("console-lost").waitFor();
  }

  /** All its frozen hours. */
  async isGivenFree(reason) {
    await this.#part("console-release").click();
    await this.#part("console-release-reason").fill(reason);
    await this.#part("console-release-do").click();
    await this.#part("console-frozen").waitFor({ state: "detached" });
  }
}
