/** The appointment being written: kept in memory while the clerk looks elsewhere, gone when it is booked. */
import type { Appointment } from "../../backend/contract/Appointment";
import type { Catalogue } from "../../backend/contract/Catalogue";
import type { Citizen } from "../../backend/contract/Citizen";
import type { CodeLookup } from "../../backend/contract/CodeLookup";
import type { Mismatch } from "../../backend/contract/Mismatch";
import type { Mode } from "../../backend/contract/Mode";
import type { NewAppointment } from "../../backend/contract/NewAppointment";
import type { OfferedSlot } from "../../backend/contract/OfferedSlot";
import type { Paper } from "../../backend/contract/Paper";
import type { Presence } from "../../backend/contract/Presence";
import type { Service } from "../../backend/contract/Service";
import type { Sex } from "../../backend/contract/Sex";
import { counter } from "../../shared/counter.svelte";
import { isoDay } from "../../shared/dates";
import { bareCode } from "../../shared/entry";
import { actingEntry, again, isNamed, nobody, type ActingDraft } from "./acting";
import { holdsOn } from "./validity";

/** What a booking still lacks. */
export type Lack = "code" | "name" | "birth" | "mismatch" | "acting" | "phone" | "privacy" | "reason" | "slot";

class Draft {
  code = $state("");
  /** What the code says; absent until it has been checked. */
  lookup = $state.raw<CodeLookup>();
  familyName = $state("");
  givenName = $state("");
  /** Empty: the one in the code. */
  birthDate = $state("");
  /** Whether what is written as date of birth is no day. */
  birthUnread = $state(false);
  /** Empty: the one in the code. */
  sex = $state<Sex | "">("");
  phone = $state("");
  /** What does not agree with the code, of what has been typed to its end. */
  mismatches = $state.raw<Mismatch[]>([]);
  mismatchReason = $state("");
  /** The known citizen who this is although the code differs by omocodia; empty: another person. */
  sameAs = $state("");
  acting = $state<ActingDraft>(nobody());
  /** A second code that was read: the clerk says whose it is. */
  otherCode = $state("");
  /** Whether the code has just been read from a card, not typed: the hands are elsewhere. */
  wasRead = $state(false);
  /** The version of the notice that was handed over; empty before. */
  noticeVersion = $state("");
  service = $state.raw<Service>();
  serviceCode = $derived(this.service?.code ?? "");
  papers = $state<Record<string, Presence>>({});
  slot = $state.raw<OfferedSlot>();
  mode = $state<Mode>("video");
  /** The citizen came without an appointment and is here now. */
  walkIn = $state(false);
  /** It is being booked: nothing of it changes, on whatever screen the clerk is. */
  busy = $state(false);
  /** The appointment that this one follows up. */
  follows = $state.raw<Appointment>();
  #operator = "";

  /** A draft belongs to who writes it: another operator at the same screen begins anew. */
  belongsTo(operator: string): void {
    if (this.#operator !== operator) this.clear();
    this.#operator = operator;
  }

  clear(): void {
    this.#clearPerson();
    this.walkIn = false;
    this.follows = undefined;
    this.choose(undefined);
  }

  #clearPerson(): void {
    this.code = "";
    this.lookup = undefined;
    this.#clearData();
    this.noticeVersion = this.otherCode = "";
    this.acting = nobody();
  }

  #clearData(): void {
    this.familyName = this.givenName = this.birthDate = this.sex = this.phone = "";
    this.birthUnread = false;
    this.mismatches = [];
    this.mismatchReason = this.sameAs = "";
  }

  /** Whether nothing has been said of whom it is for and why. */
  get isEmpty(): boolean {
    return !this.code && !this.familyName && !this.givenName && !this.service;
  }

  /** Begins anew for the person whose code was read. */
  startWith(code: string): void {
    if (bareCode(this.code) === bareCode(code)) return;
    this.clear();
    this.code = code;
  }

  /** A card was read while this booking is being written. Nothing that was typed is lost without being asked for. */
  take(code: string): void {
    const read = bareCode(code);
    this.otherCode = "";
    if (read === bareCode(this.code) || (this.acting.role && read === bareCode(this.acting.code))) return;
    if (this.lookup?.decoded.code !== bareCode(this.code)) {
      this.code = read;
      this.wasRead = true;
    } else if (this.acting.role && !this.acting.code.trim()) this.acting.code = read;
    else this.otherCode = read;
  }

  /** The other card is that of the citizen; reason, papers and hour stay. */
  replaceCitizen(): void {
    const code = this.otherCode;
    this.#clearPerson();
    this.code = code;
  }

  /** The other card is that of who acts. */
  replaceActing(): void {
    this.acting = { ...nobody(), role: this.acting.role || "delegate", code: this.otherCode };
    this.otherCode = "";
  }

  /**
   * What the core says of the code. What belongs to another person goes with that one's code: what the desk knew, the
   * telephone, the notice and the papers; a name that was typed stays, and is compared with the new code.
   */
  found(lookup: CodeLookup): void {
    const before = this.lookup;
    this.lookup = lookup;
    this.code = lookup.decoded.code;
    if (before?.decoded.code === lookup.decoded.code) return;
    if (before?.known) this.#clearData();
    else if (before) this.birthDate = this.sex = this.phone = this.mismatchReason = this.sameAs = "";
    if (before) this.#forgetHandedOver();
    if (lookup.known) this.fill(lookup.known);
  }

  #forgetHandedOver(): void {
    this.noticeVersion = "";
    this.papers = Object.fromEntries(Object.keys(this.papers).map((type) => [type, "missing" as const]));
    this.acting.form = "missing";
  }

  /** Takes over what the desk knows of the citizen. */
  fill(citizen: Citizen): void {
    this.familyName = citizen.family_name;
    this.givenName = citizen.given_name;
    this.birthDate = citizen.birth_date ?? "";
    this.sex = citizen.sex ?? "";
    this.phone = citizen.phone || this.phone;
    this.mismatchReason = citizen.mismatch_reason;
  }

  choose(service: Service | undefined): void {
    this.service = service;
    this.slot = undefined;
    this.mode = service?.modes[0] ?? "video";
    this.papers = Object.fromEntries((service?.papers ?? []).map((paper) => [paper.document_type, "missing" as const]));
  }

  chooseMode(mode: Mode): void {
    this.mode = mode;
    this.slot = undefined;
  }

  /** Begins the follow-up of an appointment: the same person, the same reason, who acts as before. */
  startFollowing(before: Appointment, services: readonly Service[]): void {
    if (this.follows?.id === before.id) return;
    this.clear();
    this.code = before.citizen.codice_fiscale;
    this.choose(services.find((service) => service.code === before.service_code));
    if (this.service?.modes.includes(before.mode)) this.mode = before.mode;
    if (before.acting) this.acting = again(before.acting);
    this.follows = before;
  }

  /** The papers that the reason needs on the day of the appointment; before an hour is chosen, today. */
  get neededPapers(): Paper[] {
    const day = this.slot ? isoDay(this.slot.starts_at) : counter.today;
    return (this.service?.papers ?? []).filter((paper) => holdsOn(paper, day));
  }

  /** Whether the form that who acts needs is there; the reason of visit may ask for the same form. */
  get actingForm(): Presence {
    return this.papers[this.acting.formCode] ?? this.acting.form;
  }
  set actingForm(presence: Presence) {
    if (this.acting.formCode in this.papers) this.papers[this.acting.formCode] = presence;
    this.acting.form = presence;
  }

  lacks(catalogue: Catalogue | undefined, free: readonly OfferedSlot[]): Lack[] {
    const lacks: Lack[] = [];
    if (!this.lookup || this.lookup.decoded.code !== bareCode(this.code)) lacks.push("code");
    if (!this.familyName.trim() || !this.givenName.trim()) lacks.push("name");
    if (this.birthUnread || (this.lookup && !this.lookup.decoded.birth_date && !this.birthDate)) lacks.push("birth");
    if (this.mismatches.length > 0 && !this.mismatchReason.trim()) lacks.push("mismatch");
    const isTheCitizen = bareCode(this.acting.code) === this.lookup?.decoded.code;
    if (this.acting.role && (!isNamed(this.acting) || isTheCitizen)) lacks.push("acting");
    if (this.mode === "phone" && !(this.acting.phone || this.phone).trim()) lacks.push("phone");
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
    const form = this.acting.role && this.acting.formCode;
    const needed = this.neededPapers.map(({ document_type }) => [document_type, this.papers[document_type] ?? "missing"] as const);
    const papers = { ...Object.fromEntries(needed), ...(form && { [form]: this.actingForm }) };
    return {
      citizen: {
        id: this.lookup?.known?.id ?? (this.sameAs || null),
        codice_fiscale: bareCode(this.code),
        family_name: this.familyName.trim(),
        given_name: this.givenName.trim(),
        birth_date: this.birthDate || null,
        sex: this.sex || null,
        phone: this.phone.trim(),
        mismatch_reason: this.mismatches.length > 0 ? this.mismatchReason.trim() : "",
      },
      acting: actingEntry(this.acting),
      service_code: this.serviceCode,
      slot_ids: this.offered(free)?.slot_ids ?? [],
      mode: this.mode,
      papers: Object.entries(papers).map(([document_type, state]) => ({ document_type, state })),
      privacy_notice_version: this.noticeVersion,
      walk_in: this.walkIn,
      follows: this.follows?.id ?? null,
    };
  }
}

export const draft = new Draft();
