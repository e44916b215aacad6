/** One side of a meeting in Centrale's own room: line, devices and call together, as the page shows them. */
import { Call } from "./call";
import { Devices, type Kind } from "./devices.svelte";
import { Line, type Ended } from "./line";
import { isThin, look, type Sample } from "./quality";
import type { Rung, Said, Shown, Side, Signal } from "./words";

const LOOK_MS = 2000;
/** Every so many looks Centrale is told. */
const TELL_EVERY = 5;
/** Who has waited for so long is proposed the telephone: for the room itself, for the officer, for picture and sound. */
const ENTERING_MS = 20_000;
const LOBBY_MS = 5 * 60_000;
const APART_MS = 15_000;

export type Stage = "entering" | "lobby" | "connecting" | "connected" | "cut" | Ended;

/** Whether this browser can take part; WebKitGTK cannot. */
export const canMeet = () => typeof RTCPeerConnection === "function" && navigator.mediaDevices !== undefined;

export class Meeting {
  welcomed = $state(false);
  lineUp = $state(false);
  admitted = $state(false);
  peer = $state<string | null>(null);
  phone = $state<string | null>(null);
  ended = $state<Ended>();
  connected = $state(false);
  /** Whether they have seen each other already: what follows is a cut, not a beginning. */
  met = $state(false);
  telephone = $state(false);
  /** Whole minutes since this page waits for what it waits for. */
  waited = $state(0);
  rung = $state<Rung>("video");
  microphone = $state(true);
  camera = $state(true);
  others = $state.raw<Shown>({ microphone: true, camera: true });
  stream = $state.raw<MediaStream>();
  readonly devices = new Devices((kind) => this.#send(kind));

  readonly #side: Side;
  readonly #line: Line;
  readonly #call: Call;
  #looks: Sample[] = [];
  #looked = 0;
  #patience: number | undefined;
  #waitsSince = performance.now();
  readonly #clock: ReturnType<typeof setInterval>;
  readonly #plugged = () => void this.devices.list();

  constructor(side: Side, path: string, over: () => Promise<Ended | null>) {
    this.#side = side;
    this.#call = new Call(side === "officer", {
      say: (data) => this.#line.say({ kind: "signal", data }),
      changed: () => this.#changed(),
    });
    const url = new URL(path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.#line = new Line(url.href, crypto.getRandomValues(new Uint32Array(3)).join("-"), {
      said: (said) => this.#hear(said),
      broke: () => (this.lineUp = false),
      ended: (why) => this.#end(why),
      over,
    });
    this.#clock = setInterval(() => void this.#look(), LOOK_MS);
    navigator.mediaDevices.addEventListener("devicechange", this.#plugged);
    void this.devices.ask();
  }

  get stage(): Stage {
    if (this.ended) return this.ended;
    if (this.connected) return "connected";
    if (!this.welcomed) return "entering";
    if (!this.admitted) return "lobby";
    return this.met ? "cut" : "connecting";
  }

  admit(): void {
    this.#line.say({ kind: "admit" });
  }

  turn(kind: Kind, on: boolean): void {
    if (kind === "audio") this.microphone = on;
    else this.camera = on;
    if (kind === "video" && on && this.rung === "audio") this.climb("video");
    this.#send(kind);
  }

  /** Both go on with sound alone, or with the picture again. */
  climb(rung: Rung): void {
    this.rung = rung;
    this.#looks = [];
    this.#signal({ rung });
    this.#send("video");
  }

  end(): void {
    this.#line.end();
    this.#call.end();
    this.devices.end();
    clearInterval(this.#clock);
    navigator.mediaDevices.removeEventListener("devicechange", this.#plugged);
  }

  #hear(said: Said): void {
    switch (said.kind) {
      case "welcome":
        [this.welcomed, this.lineUp, this.admitted] = [true, true, said.admitted];
        [this.peer, this.phone] = [said.peer, said.phone];
        this.#call.configure(said.ice);
        return this.#meet();
      case "peer":
        this.peer = said.page;
        return this.#meet();
      case "admitted":
        this.admitted = true;
        return this.#meet();
      case "signal":
        return this.#hearOther(said.data);
      case "ask":
      case "beat":
        return;
    }
  }

  #hearOther(signal: Signal): void {
    if ("rung" in signal) {
      this.rung = signal.met && this.rung === "audio" ? "audio" : signal.rung;
      this.#looks = [];
      this.#send("video");
    } else if ("shown" in signal) this.others = signal.shown;
    else this.#call.hear(signal);
  }

  #meet(): void {
    this.#call.meet(this.admitted ? this.peer : null);
    if (!this.admitted || this.peer === null) return;
    this.#signal({ rung: this.rung, met: true });
    this.#signal({ shown: this.#shown() });
  }

  #shown(): Shown {
    const { audio, video } = this.devices.tracks;
    return { microphone: audio !== null && this.microphone, camera: video !== null && this.camera && this.rung === "video" };
  }

  #send(kind: Kind): void {
    const track = this.devices.tracks[kind];
    const on = kind === "audio" ? this.microphone : this.camera && this.rung === "video";
    if (track) track.enabled = kind === "audio" ? on : this.camera;
    this.#call.send(kind, on || kind === "audio" ? track : null);
    this.#signal({ shown: this.#shown() });
  }

  #signal(data: Signal): void {
    this.#line.say({ kind: "signal", data });
  }

  #changed(): void {
    this.stream = this.#call.stream;
    const connected = this.#call.state === "connected";
    if (connected && !this.connected) this.#looks = [];
    this.connected = connected;
    if (connected) this.met = true;
    // Not only at the next look: nobody should dial while the other is seen.
    this.#watchTelephone();
  }

  async #look(): Promise<void> {
    this.#watchTelephone();
    const pc = this.#call.connection;
    const sample = pc && this.connected ? await look(pc).catch(() => null) : null;
    if (!sample) return;
    this.#looks = [...this.#looks, sample].slice(-10);
    if (this.#looked++ % TELL_EVERY === 0) {
      const { kbps: _, missed: __, ...of } = sample;
      this.#line.say({ kind: "quality", of });
    }
    // Who sends no picture learns nothing of what a picture would need.
    if (this.#shown().camera && isThin(this.#looks)) this.climb("audio");
  }

  #watchTelephone(): void {
    const patience = this.#howLong();
    if (patience !== this.#patience) [this.#patience, this.#waitsSince] = [patience, performance.now()];
    const waited = patience === undefined ? 0 : performance.now() - this.#waitsSince;
    this.waited = Math.floor(waited / 60_000);
    this.telephone = patience !== undefined && waited >= patience;
  }

  // How long this page should wait where it is; an officer waits for a counter without being in trouble.
  #howLong(): number | undefined {
    switch (this.stage) {
      case "entering":
        return ENTERING_MS;
      case "lobby":
        return this.#side === "counter" ? LOBBY_MS : undefined;
      case "connecting":
        return this.#side === "counter" || this.peer !== null ? APART_MS : undefined;
      case "cut":
        return APART_MS;
      default:
        return undefined;
    }
  }

  #end(why: Ended): void {
    this.ended = why;
    this.connected = false;
    this.end();
  }
}
