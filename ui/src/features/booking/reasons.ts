/** Finds reasons of visit by any word, without accents and capitals, each word anywhere. */
import type { Service } from "../../backend/contract/Service";

const plain = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

export function findReasons(services: Service[], typed: string): Service[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return services;
  return services.filter((service) => {
    const text = plain([service.plain_name, service.official_name, ...service.keywords].join(" "));
    return words.every((word) => text.includes(word));
  });
}
