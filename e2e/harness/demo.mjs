/** A demonstration for the browser suite: Centrale, one enrolled desk behind the bridge, one browser. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { until } from "./patience.mjs";
import { Centrale, startBridge } from "./programs.mjs";

/** Operators of the demonstration. */
export const PINS = { "Anna Prova": "123456", "Carla Demo": "345678" };

export class Demo {
  static async start({ enrol = true } = {}) {
    const demo = new Demo();
    demo.home = await mkdtemp(join(tmpdir(), "sportello-"));
    demo.centrale = new Centrale(demo.home);
    await demo.centrale.fill();
    await demo.centrale.start();
    demo.desk = await demo.#startDesk("sportello");
    if (enrol) await demo.#enrol(demo.desk, "S1");
    demo.browser = await launch();
    return demo;
  }

  async #startDesk(folder) {
    const data = join(this.home, folder);
    await mkdir(data, { recursive: true });
    return startBridge(data);
  }

  async #enrol(desk, label) {
    await desk.call("desk_enrol", { central_url: this.centrale.url, code: await this.centrale.enrolmentCode(label) });
  }

  /** The second desk of the same comune, with somebody at it. */
  async startSecond() {
    this.second = await this.#startDesk("second");
    await this.#enrol(this.second, "S2");
    await this.signIn("Carla Demo", this.second);
    await this.settle(this.second);
  }

  /** The computer of the first desk is on again; nobody is signed in. */
  async startAgain() {
    this.desk = await this.#startDesk("sportello");
  }

  async signIn(name, desk = this.desk) {
    const operators = await desk.call("operators_list");
    const { id } = operators.find((operator) => operator.name === name);
    await desk.call("operators_sign_in", { operator_id: id, pin: PINS[name] });
  }

  /** Waits until the desk has sent everything and heard everything. */
  async settle(desk = this.desk) {
    await desk.call("sync_now");
    await until("the desk is in step with Centrale", async () => {
      const { state, waiting } = await desk.call("connection_status");
      // The catalogue and the hours come one after the other, right after the first contact.
      return state === "connected" && waiting === 0 && (await desk.call("slots_offer", { service_code: "naspi" })).as_of !== null;
    }, 60_000);
  }

  /** Books the first free hour for an invented person. */
  async book(citizen) {
    const catalogue = await this.desk.call("catalogue_get");
    const { free } = await this.desk.call("slots_offer", { service_code: "naspi" });
    const { appointment } = await this.desk.call("appointments_book", {
      citizen: { id: null, birth_date: null, sex: null, phone: "", mismatch_reason: "Nome inventato per la prova", ...citizen },
      service_code: catalogue.services[0].code,
      slot_ids: free[0].slot_ids,
      mode: "video",
      papers: [],
      privacy_notice_version: catalogue.privacy_notice.version,
    });
    return appointment;
  }

  /** The desk's page at a place, as large as asked. */
  async open(place = "", viewport = { width: 1280, height: 800 }) {
    const page = await this.browser.newPage({ viewport, locale: "it-IT" });
    await page.goto(this.desk.page);
    await page.locator('[data-testid="app-ready"]').waitFor();
    if (place) {
      await page.evaluate((hash) => (location.hash = hash), place);
      await page.waitForLoadState("networkidle", { timeout: 1500 }).catch(() => {});
    }
    return page;
  }

  async stop() {
    await this.browser?.close();
    await this.desk?.stop();
    await this.second?.stop();
    await this.centrale.kill();
    await rm(this.home, { recursive: true, force: true });
  }
}
