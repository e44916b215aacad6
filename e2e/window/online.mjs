/** Steps 1 to 11, with Centrale at work. */
import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Officer } from "../harness/officer.mjs";
import { drawn } from "../harness/papers.mjs";
import { until } from "../harness/patience.mjs";
import { CITIZENS, CLERK, SUPERVISOR } from "./counter.mjs";
import { scansFromTheNetwork, takesPhotos } from "./pages.mjs";
import { scansAllKinds, scansOneThatGrows, waitsForHalfWritten } from "./scanner.mjs";

const SYNCHRONISED_MS = 60_000;

export const online = [
  {
    name: "Opens the program",
    async act(tour) {
      const { counter, centrale } = tour;
      await counter.enrol(centrale.url, await centrale.enrolmentCode("S1"));
      await counter.signIn(CLERK);
      await counter.watch(tour.scans);
      const line = await counter.connectionIs("connected", (now) => now.state === "connected");
      assert.ok(line.text.length > 0, "the connection is said in words");
      await counter.today();
    },
  },
  {
    name: "Finds or enters the citizen",
    async act({ counter }) {
      await counter.refusesWrongCode("TSTMRC62E55L840Z");
      await counter.finds(CITIZENS.first);
    },
  },
  {
    name: "Chooses the reason",
    async act(tour) {
      const { window, counter } = tour;
      const offered = await window.all("reason", "return element.dataset.id");
      assert.ok(offered.length >= 12, `a dozen reasons, not ${offered.length}`);
      tour.chosen = await counter.chooses("assegno");
    },
  },
  {
    name: "Books and prints the slip",
    async act(tour) {
      const { counter } = tour;
      tour.booked = await counter.books("confirmed");
      await until("Centrale has confirmed", async () => (await tour.window.attribute("booked", "data-state")) === "confirmed");
      const slip = await counter.printsSlip();
      assert.equal(slip.qr, tour.booked.id, "the code is the appointment's id");
      assert.ok(slip.active && slip.drawn, "the slip is what is printed, with its code drawn");
      assert.equal(slip.state, "confirmed");
      assert.match(slip.text, new RegExp(CITIZENS.first.family));
      assert.match(slip.text, /(lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica) \d+/, "the date in words");
    },
  },
  {
    name: "Scans",
    async act(tour) {
      await tour.counter.opens(tour.booked.id);
      await waitsForHalfWritten(tour);
      tour.scanned = await scansAllKinds(tour);
      await scansOneThatGrows(tour);
      tour.scanned.network = await scansFromTheNetwork(tour);
      await takesPhotos(tour);
    },
  },
  {
    name: "Synchronises",
    async act(tour) {
      const { counter, browser, centrale } = tour;
      await counter.connectionIs("nothing waits", (now) => now.state === "connected" && now.waiting === 0, SYNCHRONISED_MS);
      tour.officer = await Officer.enter(browser, centrale.url);
      await tour.officer.open(tour.booked.id);
      assert.match(await tour.officer.citizen(), new RegExp(CITIZENS.first.code));
      const ours = await counter.documents("desk");
      const theirs = await until("the console lists all documents", async () => {
        const listed = await tour.officer.documents();
        return listed.length === ours.length && listed.every((one) => one.state === "delivered") && listed;
      });
      assert.deepEqual(theirs.map((one) => one.id).sort(), ours.map((one) => one.id).sort());
      for (const kind of ["jpeg", "pdf", "network"]) await tour.officer.opensDocument(tour.scanned[kind]);
      await tour.officer.screenshot(tour.picture("06-console.png"));
    },
  },
  {
    name: "Launches the web meeting",
    async act(tour) {
      const { counter, window, officer, centrale } = tour;
      await counter.opens(tour.booked.id);
      assert.equal(await window.run(`return document.querySelector('[data-testid="meeting-start"]').disabled`), true);
      await window.click("mark-arrived");
      await officer.opensRoom();
      await rm(tour.link, { force: true });
      await window.click("meeting-start", SYNCHRONISED_MS);
      const seen = await until(
        "the browser has shown the page",
        () => readFile(tour.link, "utf8").then((text) => JSON.parse(text)),
        30_000,
      );
      assert.equal(seen.error, undefined);
      assert.equal(seen.address, `${centrale.url}/videochiamata/`);
      assert.equal(seen.state, "open");
    },
  },
  {
    name: "Receives a document of the officer",
    async act(tour) {
      const { counter, browser, officer, window } = tour;
      const file = join(tour.home, "comunicazione.pdf");
      await writeFile(file, await drawn(browser, "Comunicazione di prova del funzionario", "pdf"));
      await officer.sends(file, "Comunicazione di prova");
      tour.received = await until(
        "the officer's document is here",
        async () => (await counter.documents("officer")).find((one) => one.state === "here"),
        SYNCHRONISED_MS,
      );
      await counter.readsAndPrints(tour.received.id);
      await tour.screenshot("08-document.png");
      await counter.closesDocument();
      await window.find(`[data-testid="document"][data-id="${tour.received.id}"][data-state="read"]`);
    },
  },
  {
    name: "Closes the appointment",
    async act(tour) {
      const { counter, officer } = tour;
      assert.equal(await counter.closes("held", "Svolto regolarmente (prova)."), "held");
      await until("the console shows the outcome", async () => (await officer.outcome()) === "held", SYNCHRONISED_MS);
    },
  },
  {
    name: "Shows the snapshot",
    async act({ counter }) {
      checkWelfare(await counter.welfare());
    },
  },
  {
    name: "Shows the supervisor's view",
    async act(tour) {
      const { counter } = tour;
      await counter.lock();
      await counter.signIn(SUPERVISOR);
      const day = await counter.supervises(tour.booked.id);
      assert.ok(day.desks >= 2, `all desks, not ${day.desks}`);
      assert.equal(day.state, "held");
    },
  },
];

/** At least eight indicators over time, the comune beside province, region and Italy. */
export function checkWelfare(indicators) {
  assert.ok(indicators.length >= 8, `eight indicators, not ${indicators.length}`);
  for (const { code, territories, periods } of indicators) {
    assert.equal(territories, 4, `${code}: four territories`);
    assert.ok(periods > 1, `${code}: over time`);
  }
}
