/**
 * The call itself. The roles are fixed, so that nothing collides: the officer's page offers, the counter's page answers. After a
 * cut the officer's page offers again with new ICE credentials until the media flow.
 */
import type { Signal } from "./words";

/** An offer that was not answered, or did not help, is made again after so long: the next ones later, for a line that is slow. */
const RENEW_MS = [4000, 8000, 15_000];
/** What was answered and is being tried gets so long before another offer throws it away. */
const TRY_MS = 10_000;
/** A short gap heals by itself; a longer one has to be mended. */
const GAP_MS = 2000;

export interface CallEvents {
  say(signal: Signal): void;
  /** The connection's state, or the other side's tracks, are others now. */
  changed(): void;
}

export class Call {
  /** What comes from the other side. */
  stream = new MediaStream();
  readonly #offers: boolean;
  readonly #events: CallEvents;
  #ice: RTCIceServer[] = [];
  #tracks: { audio: MediaStreamTrack | null; video: MediaStreamTrack | null } = { audio: null, video: null };
  #pc: RTCPeerConnection | undefined;
  /** The page at the other end. */
  #peer: string | null = null;
  #present = false;
  #call = "";
  #turn = 0;
  #early: RTCIceCandidateInit[] = [];
  #work: Promise<void> = Promise.resolve();
  #offeredAt = -Infinity;
  #answeredAt = -Infinity;
  #tries = 0;
  #brokenSince: number | undefined;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(offers: boolean, events: CallEvents) {
    [this.#offers, this.#events] = [offers, events];
    this.#watch = setInterval(() => this.#mend(), 1000);
  }

  get state(): RTCPeerConnectionState | "none" {
    return this.#pc?.connectionState ?? "none";
  }

  get connection(): RTCPeerConnection | undefined {
    return this.#pc;
  }

  /** The servers of the last welcome: credentials of a relay end. */
  configure(ice: RTCIceServer[]): void {
    this.#ice = ice;
    this.#tries = 0;
    this.#pc?.setConfiguration({ iceServers: ice });
  }

  /** Who is at the other end and was let in; null: nobody. */
  meet(page: string | null): void {
    const another = page !== null && page !== this.#peer;
    if (page !== null) this.#peer = page;
    this.#present = page !== null;
    this.#tries = 0;
    if (!this.#offers || page === null) return;
    if (another || !this.#pc) this.#do(() => this.#begin());
    else if (this.state !== "connected") this.#do(() => this.#offer(true));
  }

  send(kind: "audio" | "video", track: MediaStreamTrack | null): void {
    this.#tracks[kind] = track;
    this.#do(() => this.#sender(kind)?.replaceTrack(track) ?? Promise.resolve());
  }

  hear(signal: Signal): void {
    if ("offer" in signal) this.#do(() => this.#answer(signal));
    else if ("answer" in signal) this.#do(() => this.#answered(signal));
    else if ("candidate" in signal) this.#do(() => this.#candidate(signal));
    else if ("restart" in signal && this.#offers && this.state !== "connected") this.#renew();
  }

  end(): void {
    clearInterval(this.#watch);
    this.#close();
  }

  // One after the other: what arrives meanwhile waits.
  #do(step: () => Promise<unknown>): void {
    this.#work = this.#work.then(step).then(
      () => undefined,
      // A step on a connection that has meanwhile been replaced; the watch mends what remains.
      () => undefined,
    );
  }

  #open(call: string): RTCPeerConnection {
    this.#close();
    const pc = new RTCPeerConnection({ iceServers: this.#ice });
    [this.#pc, this.#call, this.#early] = [pc, call, []];
    this.stream = new MediaStream();
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) this.#events.say({ candidate: candidate.toJSON(), call });
    };
    pc.ontrack = ({ track }) => {
      this.stream.addTrack(track);
      this.#events.changed();
    };
    pc.onconnectionstatechange = () => {
      if (pc === this.#pc) this.#events.changed();
    };
    return pc;
  }

  #close(): void {
    if (!this.#pc) return;
    this.#pc.onicecandidate = this.#pc.ontrack = this.#pc.onconnectionstatechange = null;
    this.#pc.close();
    this.#pc = undefined;
  }

  #sender(kind: "audio" | "video"): RTCRtpSender | undefined {
    return this.#pc?.getTransceivers().find((one) => one.receiver.track.kind === kind)?.sender;
  }

  async #begin(): Promise<void> {
    const pc = this.#open(crypto.getRandomValues(new Uint32Array(2)).join("-"));
    for (const kind of ["audio", "video"] as const) {
      pc.addTransceiver(this.#tracks[kind] ?? kind, { direction: "sendrecv" });
    }
    this.#events.changed();
    await this.#offer(false);
  }

  async #offer(restart: boolean): Promise<void> {
    const pc = this.#pc;
    if (!pc) return this.#begin();
    [this.#offeredAt, this.#answeredAt] = [performance.now(), -Infinity];
    const turn = ++this.#turn;
    await pc.setLocalDescription(await pc.createOffer({ iceRestart: restart }));
    if (pc.localDescription) this.#events.say({ offer: pc.localDescription, call: this.#call, turn });
  }

  async #answer({ offer, call, turn }: Extract<Signal, { offer: unknown }>): Promise<void> {
    if (this.#offers) return;
    const pc = this.#pc && call === this.#call ? this.#pc : this.#open(call);
    await pc.setRemoteDescription(offer);
    for (const one of pc.getTransceivers()) {
      one.direction = "sendrecv";
      await one.sender.replaceTrack(this.#tracks[one.receiver.track.kind as "audio" | "video"]);
    }
    await pc.setLocalDescription();
    if (pc.localDescription) this.#events.say({ answer: pc.localDescription, call, turn });
    this.#answeredAt = performance.now();
    await this.#addEarly(pc);
    this.#events.changed();
  }

  async #answered({ answer, call, turn }: Extract<Signal, { answer: unknown }>): Promise<void> {
    const pc = this.#pc;
    if (!pc || call !== this.#call || turn !== this.#turn || pc.signalingState !== "have-local-offer") return;
    await pc.setRemoteDescription(answer);
    this.#answeredAt = performance.now();
    await this.#addEarly(pc);
  }

  async #candidate({ candidate, call }: Extract<Signal, { candidate: unknown }>): Promise<void> {
    const pc = this.#pc;
    if (!pc || call !== this.#call) return;
    // Before the answer is here its candidates belong to no description yet.
    if (!pc.remoteDescription || pc.signalingState !== "stable") this.#early.push(candidate);
    else await pc.addIceCandidate(candidate);
  }

  async #addEarly(pc: RTCPeerConnection): Promise<void> {
    for (const candidate of this.#early.splice(0)) {
      // Of an earlier offer, perhaps: then it fits nowhere and is not needed.
      await pc.addIceCandidate(candidate).catch(() => undefined);
    }
  }

  #mend(): void {
    const now = performance.now();
    if (!this.#pc || this.state === "connected" || !this.#present) {
      this.#brokenSince = undefined;
      if (this.state === "connected") this.#tries = 0;
      return;
    }
    this.#brokenSince ??= now;
    if (this.state === "failed" || now - this.#brokenSince >= GAP_MS) this.#renew();
  }

  // Both the own watch and the other side's wish, under one limit.
  #renew(): void {
    const now = performance.now();
    const wait = RENEW_MS[Math.min(this.#tries, RENEW_MS.length - 1)] ?? 0;
    const trying = this.#pc?.iceConnectionState === "checking" && now - this.#answeredAt < TRY_MS;
    if (trying || now - this.#offeredAt < wait) return;
    this.#tries++;
    this.#offeredAt = now;
    if (this.#offers) this.#do(() => this.#offer(true));
    else this.#events.say({ restart: true });
  }
}
