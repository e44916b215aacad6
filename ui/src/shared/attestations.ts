/** The words for what a clerk attests: the same on the counter's screen and on the officer's. */
import type { Attestation } from "../backend/contract/Attestation";
import type { AttestationKind } from "../backend/contract/AttestationKind";
import type { LineMeasured } from "../backend/contract/LineMeasured";
import { m } from "../messages/messages.js";

export interface Words {
  title: string;
  /** What the clerk asks; absent where the title says it. */
  ask?: string;
  yes: string;
  no: string;
  /** What to do after a no. */
  now: string;
}

/** Who acts and which form, where the screen knows them. */
export interface Around {
  acting?: string | undefined;
  form?: string | undefined;
  paper?: string | undefined;
}

const works = { yes: m.attested_works(), no: m.attested_works_not() };
const agrees = { yes: m.attested_agrees(), no: m.attested_agrees_not() };
const present = { yes: m.attested_present(), no: m.attested_present_not(), now: m.attested_present_now() };

export function attestedWords(kind: AttestationKind, { acting, form, paper }: Around = {}): Words {
  switch (kind) {
    case "network":
      return { title: m.attested_network(), ...works, now: m.attested_network_bad_now() };
    case "camera":
      return { title: m.attested_camera(), ...works, now: m.attested_camera_bad_now() };
    case "microphone":
      return { title: m.attested_microphone(), ...works, now: m.attested_microphone_bad_now() };
    case "loudspeaker":
      return { title: m.attested_loudspeaker(), ...works, now: m.attested_loudspeaker_bad_now() };
    case "identity_seen":
      return {
        title: m.attested_identity_seen(),
        yes: m.attested_identity_seen_yes(),
        no: m.attested_identity_seen_no(),
        now: m.attested_identity_seen_now(),
      };
    case "meeting_consent":
      return {
        title: m.attested_meeting_consent(),
        ask: m.attested_meeting_consent_ask(),
        ...agrees,
        now: m.attested_meeting_consent_now(),
      };
    case "citizen_present":
      return { title: m.attested_citizen_present(), ...present };
    case "acting_present":
      return { title: acting ? m.attested_acting_present({ name: acting }) : m.attested_acting_present_short(), ...present };
    case "citizen_recording":
      return { title: m.attested_citizen_recording(), ...agrees, now: m.attested_recording_now() };
    case "acting_recording":
      return {
        title: acting ? m.attested_acting_recording({ name: acting }) : m.attested_acting_recording_short(),
        ...agrees,
        now: m.attested_recording_now(),
      };
    case "form_signed":
      return {
        title: form ? m.attested_form_signed_named({ form }) : m.attested_form_signed(),
        yes: m.attested_form_signed_yes(),
        no: m.attested_form_signed_no(),
        now: m.attested_form_signed_now(),
      };
    case "meeting_opened":
      return { title: m.attested_meeting_opened(), yes: m.attested_meeting_opened_yes(), no: "", now: "" };
    case "paper_not_needed":
      return {
        title: m.attested_paper_not_needed({ paper: paper ?? "" }),
        yes: m.attested_paper_not_needed_yes(),
        no: m.attested_to_do(),
        now: "",
      };
  }
}

const rate = new Intl.NumberFormat("it-IT", { maximumFractionDigits: 1 });

function measured({ milliseconds: exactly, kilobits }: LineMeasured, holds: boolean): string {
  const milliseconds = Math.max(1, exactly);
  if (kilobits === undefined || kilobits === null) {
    return holds ? m.attested_network_good({ milliseconds }) : m.attested_network_slow({ milliseconds });
  }
  const said = { milliseconds, rate: rate.format(kilobits / 1000) };
  return holds ? m.attested_network_rate(said) : m.attested_network_slow_rate(said);
}

/** What a line says, in words. */
export function attestedSays(line: Attestation): string {
  if (line.kind === "network") return line.measured ? measured(line.measured, line.holds) : m.attested_network_bad();
  const words = attestedWords(line.kind);
  return line.holds ? words.yes : words.no;
}

/** What to do about a line that says no; nothing after a yes. */
export function attestedNow(line: Attestation): string {
  if (line.holds) return "";
  if (line.kind === "network" && line.measured) return m.attested_network_slow_now();
  return attestedWords(line.kind).now;
}
