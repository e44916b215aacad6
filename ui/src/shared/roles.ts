/** The words for who acts for a citizen. */
import type { ActingRole } from "../backend/contract/ActingRole";
import { m } from "../messages/messages.js";

/** In the order of how often they come. */
export const ROLES: readonly ActingRole[] = [
  "delegate",
  "delegate_of_impeded",
  "parent",
  "guardian",
  "curator",
  "support_administrator",
];

export const roleName: Record<ActingRole, () => string> = {
  delegate: m.acting_delegate,
  delegate_of_impeded: m.acting_delegate_of_impeded,
  parent: m.acting_parent,
  guardian: m.acting_guardian,
  curator: m.acting_curator,
  support_administrator: m.acting_support_administrator,
};
