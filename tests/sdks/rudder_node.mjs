// Sends numbered events with @rudderstack/rudder-sdk-node: HOST WRITE_KEY COUNT.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [dataPlaneUrl, writeKey, count] = process.argv.slice(2);
// It doesn't send again what its own time-out ended, so it has none.
const options = { dataPlaneUrl, flushAt: 100, flushInterval: 50, retryCount: 10, logLevel: "none" };
const client = new RudderAnalytics(writeKey, options);
let failed = 0;
const sent = (message, call) =>
  new Promise((done) => {
    client[call](message, (error) => {
      if (error) failed += 1;
      done();
    });
  });
await sent({ userId: "rudder_node", traits: { plan: "pro" } }, "identify");
for (let start = 0; start < Number(count); start += 100) {
  const batch = [];
  for (let number = start; number < start + 100; number++) {
    const message = { userId: "rudder_node", event: "Sent", properties: { number }, messageId: `rudder_node-${number}` };
    batch.push(sent(message, "track"));
  }
  await Promise.all(batch);
}
process.exit(failed ? 1 : 0);
