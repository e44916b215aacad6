/** The appointment being written: kept in memory while the clerk looks elsewhere, gone when it is booked. */
import type { Catalogue } from "../../backend/contract/Catalogue";
import type { Citizen } from "../../backend/contract/Citizen";
import type { CodeLookup } from "../../backend/contract/CodeLookup";
import type { Mode } from "../../backend/contract/Mode";
import type { NewAppointment } from "../../backend/contract/NewAppointment";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import type { Presence } from "../../backend/contract/Presence";
import type { Service } from "../../backend/contract/Service";
import { bareCode } from "../../shared/entry";

/** What a booking still lacks. */
export type Lack = "code" | "name" | "birth" | "privacy" | "reason" | "slot";

class Draft {
  code = $state("");
  /** What the code says; absent until it has been checked. */
  lookup = $state.raw<CodeLookup>();
  familyName = $state("");
  givenName = $state("");
  birthDate = $state("");
  phone = $state("");
  /** The version of the notice that was handed over; empty before. */
  noticeVersion = $state("");
  serviceCode = $state("");
  papers = $state<Record<string, Presence>>({});
  slot = $state.raw<OfferedSlot>();
  mode = $state<Mode>("video");
  #operator = "";

  /** A draft belongs to who writes it: another operator at the same screen begins anew. */
  belongsTo(operator: string): void {
    if (this.#operator !== operator) this.clear();
    this.#operator = operator;
  }

  clear(): void {
    this.code = "";
    this.lookup = undefined;
    this.familyName = this.givenName = this.birthDate = this.phone = "";
    this.noticeVersion = this.serviceCode = "";
    this.slot = undefined;
    this.mode = "video";
    this.papers = {};
  }

  /** Begins anew for the person whose code was read. */
  startWith(code: string): void {
    if (bareCode(this.code) === bareCode(code)) return;
    this.clear();
    this.code = code;
  }

  /** Takes over what the desk knows of the citizen; what was typed for this same code stays. */
  fill(citizen: Citizen): void {
    this.familyName = citizen.family_name;
    this.givenName = citizen.given_name;
    this.birthDate = citizen.birth_date ?? "";
    this.phone = citizen.phone;
  }

  choose(service: Service | undefined): void {
    this.serviceCode = service?.code ?? "";
    this.slot = undefined;
    this.mode = service?.modes[0] ?? "video";
    this.papers = Object.fromEntries((service?.papers ?? []).map((paper) => [paper.document_type, "missing" as const]));
  }

  lacks(catalogue: Catalogue | undefined, free: readonly OfferedSlot[]): Lack[] {
    const lacks: Lack[] = [];
    if (!this.lookup || this.lookup.decoded.code !== bareCode(this.code)) lacks.push("code");
    if (!this.familyName.trim() || !this.givenName.trim()) lacks.push("name");
    if (this.lookup && !this.lookup.decoded.birth_date && !this.birthDate) lacks.push("birth");
    if (!this.noticeVersion || this.noticeVersion !== catalogue?.privacy_notice.version) lacks.push("privacy");
    if (!this.serviceCode) lacks.push("reason");
    if (!this.offered(free)) lacks.push("slot");
    return lacks;
  }

  /** The chosen hour as it is offered now: a word said before the click must be that of the click. */
  offered(free: readonly OfferedSlot[]): OfferedSlot | undefined {
    const chosen = this.slot?.slot_ids.join();
    return free.find((slot) => slot.slot_ids.join() === chosen) ?? free.find((slot) => slot.starts_at === this.slot?.starts_at);
  }

  request(free: readonly OfferedSlot[]): NewAppointment {
    return {
      citizen: {
        id: this.lookup?.known?.id ?? null,
        codice_fiscale: bareCode(this.code),
        family_name: this.familyName.trim(),
        given_name: this.givenName.trim(),
        birth_date: this.birthDate || null,
        sex: null,
        phone: this.phone.trim(),
        mismatch_reason: "",
      },
      acting: null,
      service_code: this.serviceCode,
      slot_ids: this.offered(free)?.slot_ids ?? [],
      mode: this.mode,
      papers: Object.entries(this.papers).map(([document_type, state]) => ({ document_type, state })),
      privacy_notice_version: this.noticeVersion,
      walk_in: false,
      follows: null,
    };
  }
}

export const draft = new Draft();
