// Sends numbered events with @segment/analytics-node: HOST WRITE_KEY COUNT.
import { Analytics } from "@segment/analytics-node";

const [host, writeKey, count] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, flushAt: 100, maxRetries: 10, httpRequestTimeout: 2000 });
let failed = 0;
analytics.on("error", (error) => {
  failed += 1;
  console.error(error.code, error.reason);
});
analytics.identify({ userId: "segment_node", traits: { plan: "pro" } });
for (let number = 0; number < Number(count); number++) {
  analytics.track({ userId: "segment_node", event: "Sent", properties: { number }, messageId: `segment_node-${number}` });
  if (number % 1000 === 999) await new Promise((go) => setTimeout(go, 20));
}
await analytics.closeAndFlush({ timeout: 300_000 });
process.exit(failed ? 1 : 0);
