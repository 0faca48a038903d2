"""Sends numbered events with segment-analytics-python: HOST WRITE_KEY COUNT."""

import sys

from segment.analytics import Client

host, write_key, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
client = Client(write_key, host=host, gzip=True, timeout=2, max_retries=10, upload_size=100, max_queue_size=count + 10)
client.identify("segment_python", {"plan": "pro"})
for number in range(count):
    client.track("segment_python", "Sent", {"number": number}, message_id=f"segment_python-{number}")
client.shutdown()
