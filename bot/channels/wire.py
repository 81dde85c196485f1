"""The network itself: pooled connections that never try twice by themselves and know how far a request got."""

from __future__ import annotations

import http.client
import io
import logging
import socket
import ssl
import time
from typing import Any, ClassVar

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from bot.channels.addresses import is_public
from bot.channels.patience import Patience
from bot.channels.shelf import IDLE_SECONDS, Shelf

# A webhook's path can be as good as a password, and urllib3 logs every path at DEBUG.
logging.getLogger("urllib3").setLevel(logging.WARNING)

AHEAD_SECONDS = 2.0  # for a connection that is opened before it is needed


class NotSent(NewConnectionError):
    """The request did not reach the other side whole, so nothing was taken there; `why` in plain words."""

    def __init__(self, conn: HTTPConnection, why: str) -> None:
        super().__init__(conn, why)
        self.why = why


class PrivateAddress(NotSent):
    """The host's name leads to an address that is not the public's."""


class Network:
    """The real Transport of one channel. `concurrency`: connections kept for each host."""

    def __init__(self, concurrency: int = 4) -> None:
        self._open = _Adapter(concurrency, _Pool, _SecurePool)
        self._public = _Adapter(concurrency, _PublicPool, _SecurePublicPool)
        self.shelf = Shelf()

    def adapter(self, public_only: bool = False) -> HTTPAdapter:
        """The pooled `requests` adapter to mount; the same at every call. `public_only`: only to public addresses."""
        return self._public if public_only else self._open

    def open_ahead(self, url: str, count: int, public_only: bool = False, authorities: str | None = None) -> None:
        """Connections to `url`'s host, TLS and all, that the next requests find in the pool. Raises nothing."""
        request = requests.Request("POST", url).prepare()
        pool: Any = self.adapter(public_only).get_connection_with_tls_context(request, verify=authorities or True)
        opened = [pool._get_conn() for _ in range(count)]  # idle ones first: they are not opened twice
        for connection in opened:
            try:
                if not connection.is_connected:
                    connection.timeout = AHEAD_SECONDS
                    connection.connect()
                    connection.ready_since(time.monotonic())
            except (OSError, urllib3.exceptions.HTTPError):
                connection.close()  # the request will meet the same, and say so
            pool._put_conn(connection)

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connected stream socket; `timeout` in seconds, also for its reads. Raises OSError."""
        return reach(host, port, timeout)

    def close(self) -> None:
        """Closes the connections that are kept."""
        self._open.close()
        self._public.close()
        self.shelf.close()


def reach(host: str, port: int, timeout: float | None, public_only: bool = False) -> socket.socket:
    """Resolves the host once and connects to one of these very addresses, in their order.

    Raises PermissionError if `public_only` and any of them is not public; gaierror, TimeoutError or another OSError.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if public_only and not all(is_public(str(address[0])) for *_, address in found):
        raise PermissionError(f"{host} is a private address")
    until = None if timeout is None else time.monotonic() + timeout
    failure: OSError = OSError(f"{host} has no address")
    for place, (family, kind, protocol, _, address) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            if until is not None:  # an address that swallows packets may not use up the others' time
                sock.settimeout(max(0.05, (until - time.monotonic()) / (len(found) - place)))
            sock.connect(address)
            sock.settimeout(timeout)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure


class _Watched(HTTPConnection):
    """A connection that tells apart what was never sent whole from what may have been taken."""

    public_only: ClassVar[bool] = False
    _whole = False
    _idle_since: float | None = None

    def _new_conn(self) -> socket.socket:
        try:
            return reach(self._dns_host, self.port or self.default_port, self.timeout, self.public_only)
        except PermissionError as error:
            raise PrivateAddress(self, "its address is private") from error
        except socket.gaierror as error:
            raise NotSent(self, "its name cannot be found") from error
        except TimeoutError as error:
            raise NotSent(self, "it does not take a connection in time") from error
        except OSError as error:
            raise NotSent(self, (error.strerror or "no connection").lower()) from error

    def connect(self) -> None:
        try:
            super().connect()
        except ssl.SSLCertVerificationError as error:
            raise NotSent(self, f"its certificate is not valid ({error.verify_message})") from error
        except OSError as error:
            raise NotSent(self, "no secure connection could be made") from error

    def ready_since(self, moment: float) -> None:
        """It was opened ahead of its first request, at this monotonic time."""
        self._idle_since = moment

    @property
    def is_connected(self) -> bool:
        # A request that meets a server's own drop would be in doubt.
        fresh = self._idle_since is None or time.monotonic() - self._idle_since < IDLE_SECONDS
        return fresh and super().is_connected

    def request(self, *args: Any, **kwargs: Any) -> None:
        self._whole = False
        try:
            super().request(*args, **kwargs)
        except (BrokenPipeError, ConnectionResetError):
            raise  # urllib3 looks whether an answer came before the other side closed
        except OSError as error:
            raise NotSent(self, "the connection broke while the request was sent") from error
        self._whole = True

    def getresponse(self) -> Any:
        try:
            answer = super().getresponse()
        except (OSError, http.client.HTTPException) as error:
            if self._whole:
                raise
            raise NotSent(self, "the connection broke while the request was sent") from error
        self._idle_since = time.monotonic()
        return answer

    def response_class(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:  # type: ignore[override]
        """http.client's answer, read with the read time-out as the end of everything."""
        return http.client.HTTPResponse(_Reading(sock, self.timeout), *args, **kwargs)  # type: ignore[arg-type]


class _Reading:
    """What http.client asks of a socket."""

    def __init__(self, sock: socket.socket, seconds: float | None) -> None:
        self._sock = sock
        self._seconds = seconds

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(Patience(self._sock, self._seconds))


class _SecureWatched(_Watched, HTTPSConnection):
    pass


class _PublicWatched(_Watched):
    public_only = True


class _SecurePublicWatched(_SecureWatched):
    public_only = True


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureWatched


class _PublicPool(HTTPConnectionPool):
    ConnectionCls = _PublicWatched


class _SecurePublicPool(HTTPSConnectionPool):
    ConnectionCls = _SecurePublicWatched


class _Adapter(HTTPAdapter):
    def __init__(self, size: int, plain: type[HTTPConnectionPool], secure: type[HTTPSConnectionPool]) -> None:
        self._pools = {"http": plain, "https": secure}
        super().__init__(pool_maxsize=size, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools
