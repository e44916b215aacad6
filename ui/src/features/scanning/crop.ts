/** What remains of a page, as its four edges in thousandths: what the clerk drags and the sliders move. */
import type { Crop } from "../../backend/contract/Crop";

export interface Edges {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const WHOLE: Edges = { left: 0, top: 0, right: 1000, bottom: 1000 };
/** A strip thinner than this is a slip of the hand. */
const THINNEST = 20;

export function edgesOf(crop: Crop): Edges {
  if (crop.name !== "rect") return WHOLE;
  return { left: crop.left, top: crop.top, right: crop.left + crop.width, bottom: crop.top + crop.height };
}

export function cropOf({ left, top, right, bottom }: Edges): Crop {
  if (left === 0 && top === 0 && right === 1000 && bottom === 1000) return { name: "none" };
  return { name: "rect", left, top, width: right - left, height: bottom - top };
}

/** Moves one edge as far as it may go: never beyond the page, never past the other edge. */
export function moved(edges: Edges, edge: keyof Edges, to: number): Edges {
  const bounds = {
    left: [0, edges.right - THINNEST],
    top: [0, edges.bottom - THINNEST],
    right: [edges.left + THINNEST, 1000],
    bottom: [edges.top + THINNEST, 1000],
  }[edge] as [number, number];
  return { ...edges, [edge]: Math.min(bounds[1], Math.max(bounds[0], Math.round(to))) };
}

/** The rectangle between two points, in thousandths; nothing for a click without a drag. */
export function dragged(from: [number, number], to: [number, number]): Edges | undefined {
  const inside = (value: number) => Math.min(1000, Math.max(0, Math.round(value)));
  const [left, right] = [from[0], to[0]].map(inside).sort((a, b) => a - b) as [number, number];
  const [top, bottom] = [from[1], to[1]].map(inside).sort((a, b) => a - b) as [number, number];
  return right - left < THINNEST || bottom - top < THINNEST ? undefined : { left, top, right, bottom };
}
