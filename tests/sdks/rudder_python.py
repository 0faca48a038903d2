"""Sends numbered events with rudder-sdk-python: HOST WRITE_KEY COUNT."""

import sys

from rudderstack.analytics.client import Client

host, write_key, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = Client(write_key, host=host, timeout=2, max_retries=10, upload_size=100, max_queue_size=count + 10)
client.identify("rudder_python", {"plan": "pro"})
for number in range(count):
    client.track("rudder_python", "Sent", {"number": number}, message_id=f"rudder_python-{number}")
client.shutdown()
