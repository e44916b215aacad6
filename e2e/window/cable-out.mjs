/** Step 12: Centrale is stopped, the counter goes on, and what was queued arrives once, in its order. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawn } from "../harness/papers.mjs";
import { until } from "../harness/patience.mjs";
import { Officer } from "../harness/officer.mjs";
import { CITIZENS, CLERK, SUPERVISOR } from "./counter.mjs";
import { checkWelfare } from "./online.mjs";
import { accepts } from "./pages.mjs";
import { isTaken, opensTray } from "./scanner.mjs";

const BACK_MS = 120_000;

export const cableOut = {
  name: "Works with the cable out, and sends everything once when it is back",
  async act(tour) {
    await tour.counter.connectionIs("nothing waits", (now) => now.state === "connected" && now.waiting === 0, BACK_MS);
    const before = (await tour.centrale.journal("S1")).length;
    await tour.centrale.kill();
    await restartsWindow(tour);
    const away = await worksOffline(tour);
    const queued = await queue(tour);
    await tour.screenshot("12-offline.png");
    await tour.centrale.start();
    await tour.counter.connectionIs("all was sent", (now) => now.state === "connected" && now.waiting === 0, BACK_MS);
    assert.equal((await tour.counter.connection()).parked, 0, "nothing needs a person");
    const arrived = (await tour.centrale.journal("S1")).slice(before);
    // The pages of a document follow their command outside of the sequence, under the document's id.
    assert.deepEqual(arrived.map((one) => one.id), queued.filter((id) => id !== away.document), "each once, in its order");
    assert.deepEqual(arrived.map((one) => one.sequence), arrived.map((_, index) => arrived[0].sequence + index), "without a gap");
    await arrivedOnce(tour, away);
  },
};

/** A clerk who starts the program in the morning without a line. */
async function restartsWindow(tour) {
  await tour.window.close();
  await tour.opensWindow();
  await tour.counter.signIn(CLERK);
  const line = await tour.counter.connectionIs("offline", (now) => now.state === "offline", 60_000);
  assert.match(line.text, /[Ss]enza rete/);
}

async function worksOffline(tour) {
  const { counter, window, browser, scans } = tour;
  await counter.today();
  await counter.finds(CITIZENS.second);
  await counter.chooses("assegno");
  const booked = await counter.books("provisional");
  assert.equal(booked.state, "provisional");
  const slip = await counter.printsSlip();
  assert.equal(slip.state, "provisional");
  assert.match(slip.text, /[Pp]rovvisori/, "the paper says so too");

  await counter.opens(booked.id);
  await opensTray(tour);
  await writeFile(join(scans, "senza-rete.jpg"), await drawn(browser, "Senza rete", "jpeg"));
  await isTaken(tour, "senza-rete.jpg", performance.now());
  await accepts(tour);
  const [document] = await counter.documents("desk");
  assert.equal(document.state, "waiting");
  await window.click("mark-arrived");
  assert.equal(await counter.closes("technical", "Linea assente (prova)."), "technical_failure");

  await counter.opens(tour.booked.id);
  await counter.readsAndPrints(tour.received.id);
  await counter.closesDocument();
  checkWelfare(await counter.welfare());
  await counter.lock();
  await counter.signIn(SUPERVISOR);
  const day = await counter.supervises(tour.booked.id);
  assert.equal(day.state, "held");
  assert.ok(day.age.length > 0, "how old it is, is said");
  return { ...booked, document: document.id };
}

/** The outbox as the clerk sees it. */
async function queue({ window }) {
  await window.click("connection");
  await window.find("outbox");
  const queued = await until("the outbox lists what waits", async () => {
    const items = await window.all("outbox-item", "return element.dataset.id");
    return items.length > 0 && items;
  });
  assert.equal(new Set(queued).size, queued.length);
  return queued;
}

async function arrivedOnce(tour, away) {
  const { browser, centrale } = tour;
  const officer = await Officer.enter(browser, centrale.url);
  await officer.open(away.id);
  const day = await officer.day();
  assert.equal(day.filter((line) => line.id === away.id).length, 1, "the booking arrived once");
  assert.match(await officer.citizen(), new RegExp(CITIZENS.second.code));
  const documents = await until("the document arrived", async () => {
    const listed = await officer.documents();
    return listed.every((one) => one.state !== "arriving") && listed.length > 0 && listed;
  });
  assert.deepEqual(documents.map((one) => one.id), [away.document], "the document arrived once");
  assert.equal(await officer.outcome(), "technical_failure");
}
