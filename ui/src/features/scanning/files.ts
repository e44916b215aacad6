/** The files in what was dropped or pasted: text and links are none. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((item) => (item.kind === "file" ? (item.getAsFile() ?? []) : []));
}
