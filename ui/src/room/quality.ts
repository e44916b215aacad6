/** How the media come through, from the browser's own counts, and when there is too little line for a picture. */
import type { Quality } from "./words";

/** One look at the counts. */
export interface Sample extends Quality {
  /** What the browser believes it can send, kbit/s; null where it does not say. */
  kbps: number | null;
  /** Of what this side sent, the share that the other side missed since its last report. */
  missed: number;
}

/** A picture that is worth looking at needs about this much. */
const THIN_KBPS = 120;
const THIN_MISSED = 0.15;
/** Looks in a row: one bad moment is not a thin line. */
const THIN_LOOKS = 5;

type Count = Record<string, unknown>;
const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);

/** Looks at a connection; null while nothing flows. */
export async function look(pc: RTCPeerConnection): Promise<Sample | null> {
  const report = await pc.getStats();
  const all = [...report.values()] as Count[];
  const pair = all.find((one) => one.type === "candidate-pair" && one.nominated === true && one.state === "succeeded");
  if (!pair) return null;
  const own = report.get(String(pair.localCandidateId)) as Count | undefined;
  const inbound = all.filter((one) => one.type === "inbound-rtp");
  const sum = (name: string) => inbound.reduce((total, one) => total + Math.max(0, number(one[name])), 0);
  const missed = all.filter((one) => one.type === "remote-inbound-rtp").map((one) => number(one.fractionLost));
  const kbps = pair.availableOutgoingBitrate;
  return {
    path: pathOf(own?.candidateType),
    rtt_ms: Math.round(number(pair.currentRoundTripTime) * 1000),
    packets_received: sum("packetsReceived"),
    packets_lost: sum("packetsLost"),
    frames_decoded: sum("framesDecoded"),
    frames_dropped: sum("framesDropped"),
    kbps: typeof kbps === "number" ? kbps / 1000 : null,
    missed: Math.max(0, ...missed),
  };
}

function pathOf(type: unknown): Quality["path"] {
  return type === "srflx" || type === "prflx" || type === "relay" ? type : "host";
}

/** Whether the last looks, oldest first, show a line that is too thin for a picture. */
export function isThin(looks: readonly Pick<Sample, "kbps" | "missed">[]): boolean {
  const last = looks.slice(-THIN_LOOKS);
  return last.length === THIN_LOOKS && last.every(({ kbps, missed }) => missed > THIN_MISSED || (kbps !== null && kbps < THIN_KBPS));
}
