/**
 * The meeting in Centrale's own room: two browsers in two networks, a desk beside one of them, and a cable that is cut for forty
 * seconds. All persons are invented.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch } from "../harness/chromium.mjs";
import { PINS } from "../harness/demo.mjs";
import { impossible, Networks } from "../harness/networks.mjs";
import { Officer } from "../harness/officer.mjs";
import { drawn } from "../harness/papers.mjs";
import { pause, until } from "../harness/patience.mjs";
import { Centrale, start, startBridge, target } from "../harness/programs.mjs";

const run = promisify(execFile);
const shots = join(target, "room");
const PERSON = { codice_fiscale: "TSTMRC62E55L840R", family_name: "Testa", given_name: "Marica" };
const CUT_MS = 40_000;
/** Sound and picture are to be back so soon after the cable; the test waits ten times as long, and prints. */
const BACK_MS = 15_000;
const PATIENCE_MS = BACK_MS * 10;
/** What counts as flowing: more than what lay in a buffer. */
const FRAMES = 10;
const SAMPLES = 24_000;

const why = impossible();
if (why) console.error(`\n*** NOT TESTED HERE: two browsers in two networks meet in the room. ${why} ***\n`);
const skip = why ?? false;
// Not among the packages that the tests install: on a developer's machine it would begin to serve.
const turnserver = existsSync("/usr/bin/turnserver");
if (!turnserver) console.error("\n*** NOT TESTED HERE: the room through a TURN server. coturn is not installed ***\n");
const PHONE = "0437 111111";

let home;
let networks;
let centrale;
let turn;
let desk;
let office;
let counter;
let officer;
let booked;
/** The two pages of the room. */
const room = {};

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The policy of the pages lets no script in that is written inline; a browser's own tools may. */
async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`), []);
}

const part = (page, name) => page.locator(`[data-testid="${name}"]`);
const stage = (page) => part(page, "room").getAttribute("data-state");

/** The desk's commands, asked from its own page: its loopback is in the other network. */
const call = (name, request = null) =>
  counter.desk.evaluate(
    async ([url, token, name, request]) => {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const answer = await fetch(`${url}/call/${name}`, { method: "POST", headers, body: JSON.stringify(request) });
      const body = await answer.json();
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(body)}`);
      return body;
    },
    [desk.url, desk.token, name, request],
  );
const connected = () => until("the desk is in step", async () => {
  const { state, waiting } = await call("connection_status");
  return state === "connected" && waiting === 0 && (await call("slots_offer", { service_code: "naspi" })).as_of !== null;
});

/** A certificate for the office's address, and how a browser and a desk come to believe it. */
async function certificate(address) {
  const [key, file] = [join(home, "tls.key"), join(home, "tls.pem")];
  await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    .concat(["-keyout", key, "-out", file, "-subj", "/CN=Prova", "-addext", `subjectAltName=IP:${address}`]));
  await run("openssl", ["x509", "-in", file, "-pubkey", "-noout", "-out", join(home, "tls.pub")]);
  await run("openssl", ["pkey", "-pubin", "-in", join(home, "tls.pub"), "-outform", "DER", "-out", join(home, "tls.der")]);
  return { key, file, pin: createHash("sha256").update(await readFile(join(home, "tls.der"))).digest("base64") };
}

/** What the administrator of the office wrote, and the TURN server that it names, where there is one. */
async function meetings() {
  const [file, secret, address] = [join(home, "meetings.json"), "segreto-di-prova", networks.address];
  const relay = turnserver ? { turn: { urls: [`turn:${address}:3478?transport=udp`], secret } } : {};
  await writeFile(file, JSON.stringify({ phone: PHONE, ...relay }), { mode: 0o600 });
  if (!turnserver) return file;
  const words = ["-n", "--use-auth-secret", `--static-auth-secret=${secret}`, "--realm=prova", `--listening-ip=${address}`]
    .concat([`--relay-ip=${address}`, "--no-tls", "--no-dtls", "--no-cli", "--simple-log", `--log-file=${join(home, "turn.log")}`])
    .concat([`--userdb=${join(home, "turn.db")}`, `--pidfile=${join(home, "turn.pid")}`]);
  const [command, ...rest] = [...networks.inside(networks.office), "turnserver", ...words];
  turn = await start(command, rest, { ready: false });
  return file;
}

const calling = (pin) => [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  `--ignore-certificate-errors-spki-list=${pin}`,
];

/** What the page's connection has received; a page keeps its connections only for itself, so the test listens in. */
const received = (page) =>
  page.evaluate(async () => {
    const [connection] = window.connections.filter((one) => one.connectionState !== "closed").slice(-1);
    const all = connection ? [...(await connection.getStats()).values()] : [];
    const sum = (name) => all.filter((one) => one.type === "inbound-rtp").reduce((total, one) => total + (one[name] ?? 0), 0);
    return { frames: sum("framesDecoded"), samples: sum("totalSamplesReceived"), state: connection?.connectionState };
  });

async function listensIn(context) {
  await context.addInitScript(() => {
    window.connections = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(...words) {
        super(sessionStorage.getItem("relay") ? { ...words[0], iceTransportPolicy: "relay" } : words[0]);
        window.connections.push(this);
      }
    };
  });
}

/** Waits until picture and sound grow at this page, counted from now. */
async function flows(page, from) {
  const start = from ?? (await received(page));
  return until("picture and sound flow", async () => {
    const now = await received(page);
    return now.frames - start.frames >= FRAMES && now.samples - start.samples >= SAMPLES && now;
  }, PATIENCE_MS);
}

before(async () => {
  if (skip) return;
  await mkdir(shots, { recursive: true });
  home = await mkdtemp(join(tmpdir(), "sportello-room-"));
  networks = await Networks.lay();
  const { key, file, pin } = await certificate(networks.address);
  centrale = new Centrale(home, {
    listen: `${networks.address}:0`,
    inside: networks.inside(networks.office),
    serving: ["--tls-cert", file, "--tls-key", key, "--meetings", await meetings()],
  });
  await centrale.fill();
  await centrale.start();

  // The desk's browser is this file: it writes down where the desk wants to go.
  const opener = join(home, "browser.sh");
  await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > "${home}/link.part" && mv "${home}/link.part" "${home}/link"\n`);
  await chmod(opener, 0o755);
  await mkdir(join(home, "desk"));
  desk = await startBridge(join(home, "desk"), { SSL_CERT_FILE: file, BROWSER: opener }, networks.inside(networks.counter));
  office = await launch({ namespace: networks.office, args: calling(pin) });
  counter = await launch({ namespace: networks.counter, args: calling(pin) });

  counter.desk = await counter.newPage({ locale: "it-IT" });
  await counter.desk.goto(desk.page);
  await part(counter.desk, "app-ready").waitFor();
  await call("desk_enrol", { central_url: centrale.url, code: await centrale.enrolmentCode("S1") });
  const anna = (await call("operators_list")).find((one) => one.name === "Anna Prova");
  await call("operators_sign_in", { operator_id: anna.id, pin: PINS["Anna Prova"] });
  await connected();
  const catalogue = await call("catalogue_get");
  const { free } = await call("slots_offer", { service_code: "naspi" });
  ({ appointment: booked } = await call("appointments_book", {
    citizen: { id: null, birth_date: null, sex: null, phone: "", mismatch_reason: "Nome inventato per la prova", ...PERSON },
    service_code: catalogue.services[0].code,
    slot_ids: free[0].slot_ids,
    mode: "video",
    papers: [],
    privacy_notice_version: catalogue.privacy_notice.version,
  }));
  await mkdir(join(home, "scans"));
  await call("settings_set_folder", { folder: join(home, "scans") });
  await connected();
});

after(async () => {
  await counter?.close();
  await office?.close();
  await desk?.stop();
  await centrale?.kill();
  await turn?.stop();
  await networks?.remove();
  if (home) await rm(home, { recursive: true, force: true });
});

test("the counter enters with the desk's ticket, waits, is let in, and both see and hear each other", { skip }, async () => {
  officer = await Officer.enter(office, centrale.url);
  await listensIn(officer.page.context());
  await officer.open(booked.id);
  await officer.opensRoom();
  room.office = await officer.entersRoom();
  assert.equal(await part(room.office, "room-admit").isDisabled(), true, "nobody is there yet");

  await until("the desk knows that the room is open", async () => {
    return (await call("appointments_get", { id: booked.id })).appointment.meeting.opened_at !== undefined;
  });
  await call("meetings_launch", { appointment_id: booked.id });
  const link = await until("the desk opened its browser", () => readFile(join(home, "link"), "utf8"));
  const context = await counter.newContext({ locale: "it-IT" });
  await listensIn(context);
  room.counter = await context.newPage();
  await room.counter.goto(link);
  await until("the counter waits in the lobby", async () => (await stage(room.counter)) === "lobby");
  assert.equal(new URL(room.counter.url()).hash, "", "the ticket is out of the address");
  await room.counter.screenshot({ path: join(shots, "lobby.png"), fullPage: true });
  await accessible(room.counter);
  assert.equal(await room.counter.evaluate(() => window.connections.length), 0, "nothing is said before it is let in");

  await part(room.office, "room-admit").click();
  for (const page of [room.office, room.counter]) {
    await until("they are connected", async () => (await stage(page)) === "connected", PATIENCE_MS);
    await flows(page);
  }
  await room.counter.screenshot({ path: join(shots, "counter.png"), fullPage: true });
  await room.office.screenshot({ path: join(shots, "officer.png"), fullPage: true });
  await accessible(room.office);
  await accessible(officer.page);
});

test("microphone and camera are turned off and on by the keyboard, and the other side is told", { skip }, async () => {
  const they = part(room.office, "room");
  await part(room.counter, "room-microphone").press("Enter");
  await they.getByText("Il microfono dell'altra parte è spento.").waitFor();
  await part(room.counter, "room-camera").press("Enter");
  await they.getByText("La videocamera dell'altra parte è spenta.").waitFor();
  await part(room.counter, "room-microphone").press("Enter");
  await part(room.counter, "room-camera").press("Enter");
  await they.getByText("La videocamera dell'altra parte è spenta.").waitFor({ state: "detached" });
  await flows(room.office);

  await part(room.office, "room-rung").press("Enter");
  await part(room.counter, "room-thin").waitFor();
  const still = (await received(room.counter)).frames;
  await pause(2000);
  assert.ok((await received(room.counter)).frames - still < FRAMES, "only sound");
  await part(room.counter, "room-rung").press("Enter");
  await flows(room.counter);
  await flows(room.office);
});

test("on a thin line the picture is given up by itself, which is said, and comes back when it is asked for", { skip }, async () => {
  await networks.narrow(64);
  for (const page of [room.counter, room.office]) await part(page, "room-thin").waitFor({ timeout: PATIENCE_MS });
  assert.equal(await stage(room.counter), "connected", "the voice goes on");
  await networks.narrow();
  await part(room.counter, "room-rung").press("Enter");
  await flows(room.office);
  await flows(room.counter);
});

test("a reload of the counter's page needs no other ticket", { skip }, async () => {
  await room.counter.reload();
  await until("it is connected again", async () => (await stage(room.counter)) === "connected", PATIENCE_MS);
  await flows(room.counter);
  await flows(room.office);
});

test("after a cut of forty seconds sound, picture and papers come back without a hand", { skip }, async (t) => {
  const file = join(home, "comunicazione.pdf");
  await writeFile(file, await drawn(office, "Comunicazione di prova del funzionario", "pdf"));
  const scan = await drawn(office, "Certificato di prova", "pdf");
  await call("scanning_aim", { appointment_id: booked.id, document_type: null });
  const documents = async (origin) => (await call("appointments_get", { id: booked.id })).documents.filter((one) => one.origin === origin);

  await networks.cut();
  const end = performance.now() + CUT_MS;
  await writeFile(join(home, "scans", "certificato.pdf"), scan);
  await officer.sends(file, "Comunicazione di prova");
  const [queued] = await until("the desk has its document ready to be sent", async () => {
    const own = await documents("desk");
    return own.length > 0 && own;
  });
  assert.equal((await officer.documents()).length, 0, "nothing has come through");
  for (const page of [room.office, room.counter]) {
    await until("the page says that the link is cut", async () => (await stage(page)) === "cut", CUT_MS);
  }
  await until("the telephone is proposed", () => part(room.counter, "room-telephone").isVisible(), CUT_MS);
  assert.match(await part(room.counter, "room-telephone").innerText(), new RegExp(PHONE));
  await room.counter.screenshot({ path: join(shots, "cut.png"), fullPage: true });
  await pause(Math.max(0, end - performance.now()));
  assert.equal((await documents("officer")).length, 0, "nor to the desk");

  const before = { office: await received(room.office), counter: await received(room.counter) };
  await networks.mend();
  const mended = performance.now();
  await Promise.all([flows(room.office, before.office), flows(room.counter, before.counter)]);
  const seconds = (performance.now() - mended) / 1000;
  t.diagnostic(`sound and picture back on both sides ${seconds.toFixed(1)} s after the cable (bar: ${BACK_MS / 1000} s)`);
  assert.equal(await part(room.counter, "room-telephone").count(), 0);

  await until("the officer's document is at the desk", async () => (await documents("officer")).some((one) => ["here", "read"].includes(one.state.name)));
  await until("the desk's document is at the officer's", async () => {
    return (await officer.documents()).some((one) => one.id === queued.id && one.state !== "arriving");
  });
});

test("where only a TURN server gets through they meet through it", { skip: skip || (!turnserver && "coturn is not installed") }, async () => {
  for (const page of [room.counter, room.office]) {
    await page.evaluate(() => sessionStorage.setItem("relay", "1"));
    await page.reload();
  }
  for (const page of [room.counter, room.office]) {
    await until("they are connected", async () => (await stage(page)) === "connected", PATIENCE_MS);
    await flows(page);
  }
  await until("the log says so", async () => {
    const { room: seen } = await officer.ask(`/rest/console/v1/appointments/${booked.id}`);
    return seen.seen_by_officer.path === "relay" && seen.seen_by_counter.path === "relay";
  });
});

test("the session log says who came and went, and the room ends for both", { skip }, async () => {
  await part(room.office, "room-close").click();
  for (const page of [room.office, room.counter]) await until("the room is closed", async () => (await stage(page)) === "closed");
  const log = await until("the log ends with the room", async () => {
    const lines = await officer.roomLog();
    return lines.includes("room closed") && lines;
  });
  const first = ["room opened", "officer joined", "counter joined", "counter admitted"];
  assert.deepEqual(log.filter((line) => first.includes(line)).slice(0, 4), first);
  assert.ok(log.includes("counter left"), "the cut is in it");
  const { room: seen } = await officer.ask(`/rest/console/v1/appointments/${booked.id}`);
  assert.equal(seen.seen_by_officer.path, turnserver ? "relay" : "host");
  assert.ok(seen.seen_by_counter.frames_decoded > 0 && seen.seen_by_counter.packets_received > 0);
});

test("a link of another provider is pasted with its door code, reaches the desk, and leads nowhere else", { skip }, async () => {
  const { page } = officer;
  const link = "https://teams.microsoft.com/l/meetup-join/prova";
  await page.locator("details", { has: part(page, "console-room-link") }).locator("summary").press("Enter");
  await part(page, "console-room-link").fill("https://evil.example/prova");
  await part(page, "console-room-open").click();
  await part(page, "console-room-link-fault").waitFor();
  await part(page, "console-room-link").fill(link);
  await part(page, "console-room-door-code").fill("4711");
  await part(page, "console-room-open").click();
  await part(page, "console-room-enter-other").waitFor();
  assert.equal(await part(page, "console-room-enter-other").getAttribute("href"), link);
  const meeting = await until("the desk has it", async () => {
    const { meeting } = (await call("appointments_get", { id: booked.id })).appointment;
    return meeting.link === link && meeting;
  });
  assert.equal(meeting.door_code, "4711");
});
