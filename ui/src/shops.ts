// The shops of this server that the login opens; each is a page of its own, so nothing of one is left when another opens.
import { ask, useGet } from "./api";
import type { Told } from "./told";

export type OpenShop = Shops["shops"][number];
export type Shops = Told<"/shops">;

export const useShops = () => useGet<Shops>("shops");

/** Ask anew which they are. */
export const fetchShops = () => ask<Shops>("shops", {});
