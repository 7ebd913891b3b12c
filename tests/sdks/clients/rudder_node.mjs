// Sends with Rudder's SDK for Node: rudder_node.mjs ADDRESS KEY OPTIONS.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [address, key, options] = process.argv.slice(2);
const client = new RudderAnalytics(key, { dataPlaneUrl: address, ...JSON.parse(options) });
const campaign = { source: "google", medium: "cpc", name: "spring" };
client.identify({ userId: "u1", traits: { email: "ann@example.org" } });
client.track({
  userId: "u1",
  event: "Product Viewed",
  properties: { product_id: "p1", price: 9.5 },
  context: { campaign },
});
client.page({ userId: "u1", name: "Home", properties: { url: "https://shop.example/" } });
client.track({
  userId: "u1",
  event: "Order Completed",
  properties: { order_id: "o1", revenue: 20, currency: "EUR" },
  timestamp: new Date("2026-03-01T10:00:00Z"),
});
client.alias({ userId: "u1", previousId: "visitor-1" });
await client.flush();
