from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from bot.channels import wire as wire_module
from bot.channels.answers import failed
from bot.channels.asking import BODY_LIMIT, Answer, ask
from bot.channels.wire import Network
from bot.core.delivery import Outcome, Rejected, Retry, Unconfirmed
from tests.channels.certificates import certificate

Behaviour = Callable[[socket.socket], None]


@contextmanager
def peer(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server on loopback that does with each connection as it is told; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def attend(sock: socket.socket) -> None:
        with suppress(OSError), sock:  # the client hangs up, which is what some of these tests are about
            behaviour(sock if tls is None else tls.wrap_socket(sock, server_side=True))

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=attend, args=listener.accept()[:1], daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)


def post(
    network: Network, url: str, body: bytes = b"x", timeout: float = 0.5, public_only: bool = False
) -> Answer | Outcome:
    try:
        return ask(network.adapter(public_only), "POST", url, timeout, body)
    except requests.RequestException as error:
        return failed(error, "The partner")


def request_in(sock: socket.socket) -> bytes:
    """One whole request of up to a few kilobytes; b"" when the client hung up."""
    got = b""
    while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < int(
        got.partition(b"Content-Length: ")[2].split()[0]
    ):
        more = sock.recv(65536)
        if not more:
            return b""
        got += more
    return got


def dripping(text: bytes) -> Behaviour:
    def behave(sock: socket.socket) -> None:
        request_in(sock)
        for byte in text:
            sock.sendall(bytes([byte]))
            time.sleep(0.05)

    return behave


def answering(text: bytes) -> Behaviour:
    def behave(sock: socket.socket) -> None:
        request_in(sock)
        sock.sendall(text)

    return behave


def reset_early(sock: socket.socket) -> None:
    sock.recv(1000)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset(sock: socket.socket) -> None:
    request_in(sock)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_header_that_drips_in_does_not_hold_us(wire: Network) -> None:
    start = time.monotonic()
    with peer(dripping(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 200)) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Unconfirmed)
    assert time.monotonic() - start < 2


def test_a_body_that_drips_in_does_not_hold_us_and_the_status_counts(wire: Network) -> None:
    start = time.monotonic()
    with peer(dripping(b"HTTP/1.1 200\r\n\r\n" + b"a" * 200)) as port:
        answer = post(wire, f"http://127.0.0.1:{port}/", timeout=1.2)
    assert isinstance(answer, Answer)
    assert answer.good
    assert time.monotonic() - start < 3


def test_an_endless_body_is_read_to_its_limit(wire: Network) -> None:
    with peer(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"a" * 9_000_000)) as port:
        answer = post(wire, f"http://127.0.0.1:{port}/")
    assert isinstance(answer, Answer)
    assert len(answer.body) == BODY_LIMIT


def test_a_request_cut_short_was_not_taken(wire: Network) -> None:
    with peer(reset_early) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/", b"x" * 30_000_000, timeout=5), Retry)


def test_a_reset_after_the_whole_request_is_in_doubt(wire: Network) -> None:
    with peer(reset) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Unconfirmed)


def test_an_early_answer_counts_even_if_the_request_was_cut_short(wire: Network) -> None:
    def too_large(sock: socket.socket) -> None:
        sock.recv(1000)
        sock.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass

    with peer(too_large) as port:
        answer = post(wire, f"http://127.0.0.1:{port}/", b"x" * 3_000_000)
    assert isinstance(answer, Answer)
    assert answer.status == 413


def test_what_is_not_http_is_in_doubt(wire: Network) -> None:
    with peer(answering(b"SSH-2.0-OpenSSH\r\n\r\n")) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Unconfirmed)


def test_a_request_is_never_sent_twice_by_itself(wire: Network) -> None:
    connections = []

    def hang_up(sock: socket.socket) -> None:
        connections.append(request_in(sock))

    with peer(hang_up) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Unconfirmed)
    assert len(connections) == 1


def test_an_idle_connection_is_not_used_again(wire: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = []

    def keep_alive(sock: socket.socket) -> None:
        ports.append(sock.getpeername()[1])
        while request_in(sock):
            sock.sendall(b"HTTP/1.1 204 OK\r\n\r\n")

    with peer(keep_alive) as port:
        for idle in (3.0, 3.0, 0.0):
            monkeypatch.setattr(wire_module, "IDLE_SECONDS", idle)
            post(wire, f"http://127.0.0.1:{port}/")
        wire.close()
    assert len(ports) == 2


def test_connections_opened_ahead_are_the_ones_that_carry(wire: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    ports, used = [], []

    def keep_alive(sock: socket.socket) -> None:
        ports.append(sock.getpeername()[1])
        while request_in(sock):
            used.append(sock.getpeername()[1])
            sock.sendall(b"HTTP/1.1 204 OK\r\n\r\n")

    with peer(keep_alive) as port:
        address = f"http://127.0.0.1:{port}/"
        wire.open_ahead(address, 2)
        wire.open_ahead(address, 2)
        post(wire, address)
        end = time.monotonic() + 10
        while len(ports) < 2 and time.monotonic() < end:
            time.sleep(0.01)  # a connection is there for us before the other side has taken it up
        assert len(ports) == 2, "they were there the second time"
        assert used[0] in ports
        monkeypatch.setattr(wire_module, "IDLE_SECONDS", 0.0)
        post(wire, address)
        wire.close()
    assert used[1] not in ports[:2], "a server may have dropped what was idle for long"


def test_nobody_there_ahead_is_no_trouble_yet(wire: Network) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    wire.open_ahead(f"http://127.0.0.1:{port}/", 2)
    assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Retry)


def test_no_private_address_is_connected_to_ahead_either(wire: Network) -> None:
    came = threading.Event()
    with peer(lambda sock: came.set()) as port:
        wire.open_ahead(f"http://127.0.0.1:{port}/", 1, public_only=True)
        assert not came.wait(0.2)
    wire.close()


def test_a_name_that_cannot_be_found_is_tried_again(wire: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    outcome = post(wire, "http://partner.example.com/")
    assert isinstance(outcome, Retry)
    assert "name cannot be found" in outcome.because


def leading_to(*addresses: str) -> Callable[..., list[tuple[object, ...]]]:
    def resolve(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        return [
            (family, socket.SOCK_STREAM, 6, "", (address, port))
            for family, address in zip(families, addresses, strict=True)
        ]

    return resolve


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("::ffff:169.254.169.254",)])
def test_a_public_name_of_a_private_address_is_refused(
    wire: Network, monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to(*addresses))
    assert isinstance(post(wire, "https://partner.example.com/", public_only=True), Rejected)


def test_the_address_that_was_judged_is_the_one_that_is_used(wire: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that leads elsewhere the second time it is asked for (DNS rebinding) is asked for once."""
    asked = []

    def first_public_then_private(host: str, port: int, *_: object, **__: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return leading_to("127.0.0.1")(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", first_public_then_private)
    monkeypatch.setattr(wire_module, "is_public", lambda address: True)
    with peer(answering(b"HTTP/1.1 204 OK\r\n\r\n")) as port:
        assert isinstance(post(wire, f"http://partner.example.com:{port}/", public_only=True), Answer)
    assert asked == ["partner.example.com"]


@pytest.mark.parametrize("public_only", [False, True])
def test_the_certificate_is_the_name_s_though_the_address_is_fixed(
    wire: Network, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, public_only: bool
) -> None:
    file = certificate(tmp_path, "partner.example.com")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    names = []
    context.sni_callback = lambda sock, name, context: names.append(name)
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("127.0.0.1"))
    monkeypatch.setattr(wire_module, "is_public", lambda address: True)
    with peer(answering(b"HTTP/1.1 204 OK\r\n\r\n"), context) as port:
        way = wire.adapter(public_only)
        answer = ask(way, "POST", f"https://partner.example.com:{port}/", 2.0, b"x", authorities=str(file))
        assert answer.status == 204
        with pytest.raises(requests.ConnectionError) as caught:
            ask(way, "POST", f"https://other.example.com:{port}/", 2.0, b"x", authorities=str(file))
    outcome = failed(caught.value, "The partner")
    assert isinstance(outcome, Retry)
    assert "certificate is not valid" in outcome.because
    assert names == ["partner.example.com", "other.example.com"]


def test_the_environment_s_proxy_and_netrc_are_left_alone(wire: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with peer(answering(b"HTTP/1.1 204 OK\r\n\r\n")) as port:
        assert isinstance(post(wire, f"http://127.0.0.1:{port}/"), Answer)


def test_a_mail_connection_times_out_in_its_reads(wire: Network) -> None:
    with peer(lambda sock: time.sleep(0.5)) as port:
        sock = wire.connect("127.0.0.1", port, 0.2)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        sock.close()
