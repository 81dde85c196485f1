"""A mail server that takes everything and times it: `python -m tests.bench.mail_sink` prints its port. `XLOG` tells what came."""

from __future__ import annotations

import asyncio
import json
import time

GREETING = b"220 sink\r\n"
EXTENSIONS = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 30000000\r\n"
log: list[tuple[float, float]] = []
letters: list[bytes] = [b""]


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, for as long as the client keeps it."""
    writer.write(GREETING)
    try:
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                at = time.time()
                writer.write(b"354 go on\r\n")
                letters[0] = await reader.readuntil(b"\r\n.\r\n")
                log.append((at, time.time()))
            writer.write(_answer(verb))
            await writer.drain()
            if verb == b"QUIT":
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass  # the client is gone
    finally:
        writer.close()


def _answer(verb: bytes) -> bytes:
    if verb == b"EHLO":
        return EXTENSIONS
    if verb == b"XLOG":
        told = json.dumps({"log": log, "letter": letters[0].decode("latin-1")}).encode()
        log.clear()
        return told + b"\r\n"
    return b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n"


async def _main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=30_000_000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
