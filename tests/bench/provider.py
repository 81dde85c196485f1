"""A stand-in that only takes and times: every POST is answered after a fixed time, in a process of its own.

`python -m tests.bench.provider MILLISECONDS` prints its port. It checks nothing: what is sent is proved elsewhere; here it is timed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import time
import zlib

Log = list[tuple[str, float, float, str]]
ANSWERS = {
    "/sendgrid": (202, b"", "X-Message-Id: m{number}\r\n"),
    "/x": (201, b'{"data": {"id": "%d", "text": ""}}', "Content-Type: application/json\r\n"),
    "/hooks": (204, b"", ""),
}


class Provider:
    """`log`: path, when the first byte of a request was read and when its answer was written, in seconds since 1970, and what it was.

    Of a webhook that is its id; of a mail its last people: the whole of it would take longer to sum up than to receive.
    """

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
                method, path, length, name = _request(head)
                body = await reader.readexactly(length)
                writer.write(await self._answer(method, path, body, at, name))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client is gone
        finally:
            writer.close()

    async def _answer(self, method: str, path: str, body: bytes, at: float, name: str) -> bytes:
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
        if method == "HEAD" or (
            len(body) < 20_000 and b'"sandbox_mode"' in body
        ):  # a look at the credentials is no lift
            return _written(200)
        self.bodies[path] = body
        await asyncio.sleep(self._seconds)
        status, content, headers = next(answer for start, answer in ANSWERS.items() if path.startswith(start))
        number = next(self._numbers)
        # The posts of a thread after its first one are no lift.
        what = name or str(zlib.crc32(body[-500:]))
        self.log.append((path + "#reply" if b"in_reply_to" in body[:2000] else path, at, time.time(), what))
        return _written(status, content % number if b"%d" in content else content, headers.format(number=number))


def _request(head: bytes) -> tuple[str, str, int, str]:
    lines = head.decode("latin-1").split("\r\n")
    method, path, _ = lines[0].split(" ", 2)
    told = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return method, path, int(told.get("content-length", 0)), told.get("webhook-id", "")


def _written(status: int, body: bytes = b"", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status} -\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _main(milliseconds: float) -> None:
    server = await asyncio.start_server(Provider(milliseconds).serve, "127.0.0.1", 0, limit=4_000_000, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
