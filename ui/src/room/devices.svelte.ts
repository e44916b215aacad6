/** The microphone and the camera of this side: asked for, chosen, and what to do where one cannot be had. */

/** Why a device cannot be used: the browser was told no, there is none, or another program has it. */
export type Lack = "denied" | "none" | "busy";
export type Kind = "audio" | "video";

const INPUTS: Record<Kind, MediaDeviceKind> = { audio: "audioinput", video: "videoinput" };

export class Devices {
  tracks = $state.raw<Record<Kind, MediaStreamTrack | null>>({ audio: null, video: null });
  lacks = $state.raw<Record<Kind, Lack | null>>({ audio: null, video: null });
  choices = $state.raw<Record<Kind, MediaDeviceInfo[]>>({ audio: [], video: [] });
  /** Whether the browser was asked and has answered. */
  asked = $state(false);

  readonly #changed: (kind: Kind) => void;
  #ended = false;

  constructor(changed: (kind: Kind) => void) {
    this.#changed = changed;
  }

  /** Both at once, so that the browser asks one question; singly where that fails, so that one that is missing hides no other. */
  async ask(): Promise<void> {
    try {
      const stream = await this.#open({ audio: true, video: true });
      this.#take("audio", stream.getAudioTracks()[0] ?? null, null);
      this.#take("video", stream.getVideoTracks()[0] ?? null, null);
    } catch {
      await this.choose("audio");
      await this.choose("video");
    }
    this.asked = true;
    await this.list();
  }

  async choose(kind: Kind, id?: string): Promise<void> {
    const wanted = id === undefined ? true : { deviceId: { exact: id } };
    try {
      const stream = await this.#open({ [kind]: wanted });
      this.#take(kind, stream.getTracks()[0] ?? null, null);
    } catch (error) {
      if (this.#ended) return;
      // Another one was wished for: the one that works stays.
      if (id !== undefined && this.tracks[kind]) this.lacks = { ...this.lacks, [kind]: lackOf(error) };
      else this.#take(kind, null, lackOf(error));
    }
  }

  async list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const of = (kind: Kind) => all.filter((one) => one.kind === INPUTS[kind] && one.deviceId !== "");
    this.choices = { audio: of("audio"), video: of("video") };
  }

  chosen(kind: Kind): string {
    return this.tracks[kind]?.getSettings().deviceId ?? "";
  }

  end(): void {
    this.#ended = true;
    for (const track of Object.values(this.tracks)) track?.stop();
  }

  async #open(wanted: MediaStreamConstraints): Promise<MediaStream> {
    if (this.#ended) throw new DOMException("", "AbortError");
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    if (!this.#ended) return stream;
    // Who left while the browser was asking must not leave the camera on.
    for (const track of stream.getTracks()) track.stop();
    throw new DOMException("", "AbortError");
  }

  #take(kind: Kind, track: MediaStreamTrack | null, lack: Lack | null): void {
    const before = this.tracks[kind];
    if (track && before) track.enabled = before.enabled;
    before?.stop();
    this.tracks = { ...this.tracks, [kind]: track };
    this.lacks = { ...this.lacks, [kind]: lack };
    // Pulled out during the call.
    if (track) track.onended = () => track === this.tracks[kind] && this.#take(kind, null, "none");
    this.#changed(kind);
  }
}

function lackOf(error: unknown): Lack {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  return name === "NotReadableError" || name === "AbortError" ? "busy" : "none";
}
