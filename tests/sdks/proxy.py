"""A proxy that fails now and then as networks and servers do: before, while and after a request is done."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

# Each with its share of the requests: refused, told to wait, done but the connection broke, done but nobody answered.
FAULTS = {"503": 0.05, "429": 0.02, "reset": 0.02, "timeout": 0.01}
_HOLD_SECONDS = 3.0


class FaultProxy:
    """Forwards to a port of this machine; `seen` counts what it did."""

    def __init__(self, port: int, seed: int, faults: dict[str, float]) -> None:
        self.seen: Counter[str] = Counter()
        self._target = port
        self._random = random.Random(seed)
        self._faults = faults

    def _fault(self) -> str:
        names = ["none", *self._faults]
        return self._random.choices(names, [1 - sum(self._faults.values()), *self._faults.values()])[0]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _message(reader)) is not None:
                fault = self._fault()
                self.seen[fault] += 1
                if fault in ("503", "429"):
                    writer.write(f"HTTP/1.1 {fault} No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n".encode())
                    continue
                answer = await self._forwarded(request)
                if fault == "timeout":
                    await asyncio.sleep(_HOLD_SECONDS)
                if fault in ("reset", "timeout"):
                    writer.transport.abort()
                    return
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _forwarded(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._target)
        writer.write(request)
        answer = await _message(reader)
        writer.close()
        return answer or b""


async def _message(reader: asyncio.StreamReader) -> bytes | None:
    """A request or answer with its body, which has a declared length; None at the end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    lines = [line.partition(b":") for line in head.lower().split(b"\r\n")[1:]]
    length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
    return head + await reader.readexactly(length)


@contextmanager
def failing_now_and_then(
    port: int, *, seed: int, faults: dict[str, float] | None = None
) -> Iterator[tuple[FaultProxy, int]]:
    """The proxy and its port, while the block lasts."""
    proxy = FaultProxy(port, seed, FAULTS if faults is None else faults)
    loop = asyncio.new_event_loop()
    started: asyncio.Server = loop.run_until_complete(asyncio.start_server(proxy.handle, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield proxy, started.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
