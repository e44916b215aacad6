/** On which days a reason of visit or a paper holds: by its first and its last day, both included. */
interface Validity {
  valid_from?: string | null;
  valid_to?: string | null;
}

export const holdsOn = (rule: Validity, day: string) => (rule.valid_from ?? day) <= day && day <= (rule.valid_to ?? day);

/** Whether `day` is after its last one. */
export const isOver = (rule: Validity, day: string) => (rule.valid_to ?? day) < day;
