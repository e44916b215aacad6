/** Camera and microphone of the browser that opens the meeting: asked for, measured, and let go again. */
import { m } from "../messages/messages.js";

export interface Trouble {
  says: string;
  now: string;
}

/** What to tell of a camera or a microphone that did not start. */
export function troubleOf(failure: unknown, secure: boolean): Trouble {
  if (!secure) return { says: m.trial_insecure(), now: m.trial_insecure_now() };
  switch (failure instanceof DOMException ? failure.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return { says: m.trial_denied(), now: m.trial_denied_now() };
    case "NotFoundError":
    case "OverconstrainedError":
      return { says: m.trial_missing(), now: m.trial_missing_now() };
    case "NotReadableError":
    case "AbortError":
      return { says: m.trial_busy(), now: m.trial_busy_now() };
    default:
      return { says: m.trial_failed(), now: m.trial_failed_now() };
  }
}

type Kind = "videoinput" | "audioinput";

/** What could be had of camera and microphone, each for itself: a PC without the one still tries the other. */
export interface Had {
  stream: MediaStream | undefined;
  /** The first that failed, to be told of. */
  failure: unknown;
}

/**
 * Asks for both; where that fails, for each alone. A device that was chosen and is gone is let go: any other does.
 */
export async function ask(media: Pick<MediaDevices, "getUserMedia">, chosen: Record<Kind, string>): Promise<Had> {
  const wanted = (id: string) => (id ? { deviceId: { exact: id } } : true);
  const both = { video: wanted(chosen.videoinput), audio: wanted(chosen.audioinput) };
  try {
    return { stream: await media.getUserMedia(both), failure: undefined };
  } catch (failure) {
    // Asked once and denied: not asked twice more.
    if (failure instanceof DOMException && failure.name === "NotAllowedError") return { stream: undefined, failure };
  }
  const alone = async (constraints: MediaStreamConstraints, any: MediaStreamConstraints) => {
    try {
      return await media.getUserMedia(constraints);
    } catch (failure) {
      if (!(failure instanceof DOMException && failure.name === "OverconstrainedError")) throw failure;
      return await media.getUserMedia(any);
    }
  };
  const parts = await Promise.allSettled([
    alone({ video: both.video }, { video: true }),
    alone({ audio: both.audio }, { audio: true }),
  ]);
  const tracks = parts.flatMap((part) => (part.status === "fulfilled" ? part.value.getTracks() : []));
  const failed = parts.find((part) => part.status === "rejected");
  return { stream: tracks.length > 0 ? new MediaStream(tracks) : undefined, failure: failed?.reason };
}

/** Louder than the hiss of a room; the loudness is the mean square of the samples, 0 to 1. */
const HEARD = 0.01;
export const isHeard = (level: number) => level > HEARD;

/** Tells how loud it is, ten times a second; returns the end of it. */
export function listen(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    tell(Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length));
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

/** Two notes, one second. */
export async function play(): Promise<void> {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0.2 });
  gain.connect(context.destination);
  for (const [at, frequency] of [[0, 523], [0.5, 659]] as const) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.4);
  }
  await new Promise((end) => setTimeout(end, 1200));
  await context.close();
}
