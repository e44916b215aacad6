/** Scans that were left where they were, and why, in plain words. */
import type { ScanState } from "../../backend/contract/ScanState";
import { m } from "../../messages/messages.js";

export const isRefused = (state: ScanState) => refusal(state) !== "";

export function refusal(state: ScanState): string {
  switch (state) {
    case "not_a_document":
      return m.scanning_not_a_document();
    case "too_large":
      return m.scanning_too_large();
    case "password":
      return m.scanning_password();
    case "active":
      return m.scanning_active();
    case "link":
      return m.scanning_link();
    case "excessive":
      return m.scanning_excessive();
    case "virus":
      return m.scanning_virus();
    case "disk_full":
      return m.scanning_disk_full();
    case "unchecked":
      return m.scanning_unchecked();
    case "unreadable":
      return m.scanning_unreadable();
    case "lost":
      return m.scanning_lost();
    case "arriving":
    case "whole":
    case "taken":
    case "attached":
      return "";
  }
}
