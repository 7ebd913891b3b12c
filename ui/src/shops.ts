// The shops of this server that the login opens; each is a page of its own, so nothing of one is left when another opens.
import { ask, useGet } from "./api";

export interface OpenShop {
  name: string;
  /** Begins all its addresses; empty for the first. */
  path: string;
  here: boolean;
}

export interface Shops {
  shops: OpenShop[];
}

export const useShops = () => useGet<Shops>("shops");

/** Ask anew which they are. */
export const fetchShops = () => ask<Shops>("shops", {});
