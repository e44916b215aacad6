/** A birthplace in words: as it was called on the day of birth, and what the clerk may wonder about. */
import type { BirthPlace } from "../../backend/contract/BirthPlace";
import { m } from "../../messages/messages.js";
import { dayPlain } from "../../shared/dates";

const withProvince = (name: string, province: string | null) => (province ? `${name} (${province})` : name);

export function placeName(place: BirthPlace): string {
  if (place.kind === "foreign_state") return m.citizen_place_foreign({ name: place.name });
  if (place.kind === "ceased_foreign_state") return m.citizen_place_ceased_state({ name: place.name });
  const both = place.second_name ? `${place.name}/${place.second_name}` : place.name;
  const then = withProvince(both, place.province);
  return place.today
    ? m.citizen_place_today({ name: then, today: withProvince(place.today.name, place.today.province) })
    : then;
}

export function placeNotes(place: BirthPlace): string[] {
  const notes: string[] = [];
  if (place.is_lost_1947) notes.push(m.citizen_place_lost());
  else if (place.kind === "comune" && place.ceased_on) notes.push(m.citizen_place_ceased({ date: dayPlain(place.ceased_on) }));
  if (place.note) notes.push(m.citizen_place_nearest());
  return notes;
}
