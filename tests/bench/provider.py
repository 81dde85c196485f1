"""A stand-in that only takes and times: every POST is answered after a fixed time, in a process of its own.

`python -m tests.bench.provider MILLISECONDS` prints its port. It checks nothing: what is sent is proved elsewhere; here it is timed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time

Log = list[tuple[str, float, float]]
ANSWERS = {
    "/sendgrid": (202, b"", "X-Message-Id: m{number}\r\n"),
    "/x": (201, b'{"data": {"id": "%d", "text": ""}}', "Content-Type: application/json\r\n"),
    "/hooks": (204, b"", ""),
}


class Provider:
    """`log`: path, when the first byte of a request was read and when its answer was written, in seconds since 1970."""

    def __init__(self, milliseconds: float) -> None:
        self.log: Log = []
        self.bodies: dict[str, bytes] = {}
        self._seconds = milliseconds / 1000
        self._numbers = itertools.count(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, for as long as the client keeps it."""
        try:
            while first := await reader.read(1):
                at = time.time()
                head = first + await reader.readuntil(b"\r\n\r\n")
                method, path, length = _request(head)
                body = await reader.readexactly(length)
                writer.write(await self._answer(method, path, body, at))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client is gone
        finally:
            writer.close()

    async def _answer(self, method: str, path: str, body: bytes, at: float) -> bytes:
        if method == "GET":
            told = (
                self.bodies[path.removeprefix("/_body")]
                if path.startswith("/_body/")
                else json.dumps(self.log).encode()
            )
            return _written(200, told)
        if method == "DELETE":
            self.log = []
            return _written(204)
        self.bodies[path] = body
        await asyncio.sleep(self._seconds)
        status, content, headers = next(answer for start, answer in ANSWERS.items() if path.startswith(start))
        number = next(self._numbers)
        # The posts of a thread after its first one are no lift.
        self.log.append((path + "#reply" if b"in_reply_to" in body else path, at, time.time()))
        return _written(status, content % number if b"%d" in content else content, headers.format(number=number))


def _request(head: bytes) -> tuple[str, str, int]:
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    lengths = [line.split(":", 1)[1] for line in lines[1:] if line.lower().startswith("content-length:")]
    return method, path, int(lengths[0]) if lengths else 0


def _written(status: int, body: bytes = b"", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status} -\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _main(milliseconds: float) -> None:
    server = await asyncio.start_server(Provider(milliseconds).serve, "127.0.0.1", 0, limit=4_000_000, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
