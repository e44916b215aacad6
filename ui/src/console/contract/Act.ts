/** A shape of the private API between the console page and Centrale. */
import type { ActBody } from "./ActBody";
import type { ActKind } from "./ActKind";
export type Act = { 
/**
 * Its number.
 */
number: number, 
/**
 * When.
 */
at: string, 
/**
 * The account that wrote it, or `centrale`.
 */
author: string, 
/**
 * What it is about.
 */
kind: ActKind, 
/**
 * The desk that it is about, if any.
 */
desk_name: string | null, 
/**
 * What follows from it.
 */
body: ActBody, };
