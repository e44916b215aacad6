/** The limit that was typed, kbit/s: empty is none; what is no number is 0, which the desk refuses with its sentence. */
export function limitOf(typed: string): number | null {
  const text = typed.replace(/kbit\/s$/i, "").replace(/\s/g, "").replace(/\.(?=\d{3}(\D|$))/g, "");
  if (text === "") return null;
  return /^\d{1,7}$/.test(text) ? Number(text) : 0;
}
