// Google's consent mode, version 2, where a page has Google's tag.

import type { Choice } from "./choice";

declare global {
  interface Window {
    gtag?: (command: "consent", action: "update", state: Record<string, "granted" | "denied">) => void;
  }
}

export function updateGoogle(choice: Choice): void {
  const state = (granted: boolean) => (granted ? "granted" : "denied");
  // Google's advertising both shows the shop's ads and takes what it learns: it needs a yes to both.
  const ads = choice.marketing && choice.ad_sharing;
  window.gtag?.("consent", "update", {
    analytics_storage: state(choice.analytics),
    personalization_storage: state(choice.personalisation),
    ad_storage: state(ads),
    ad_user_data: state(choice.ad_sharing),
    ad_personalization: state(ads),
  });
}
