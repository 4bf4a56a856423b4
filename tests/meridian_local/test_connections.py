"""Connections that cost more than they may are closed, and everybody else is served meanwhile."""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn

from meridian.kernel.settings import Settings
from meridian_local import serving as served
from meridian_local.listening import listen
from meridian_local.serving import configuration

HEAD = b"POST /v1/session HTTP/1.1\r\nHost: localhost\r\n"
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


async def echo(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Says whose request it was and how long its body is.

    `/endless` answers a gigabyte, `/early` does not read, `/slow` takes its time.
    """
    if scope["type"] != "http":
        return
    size = 0
    while scope["path"] != "/early":
        message = await receive()
        size += len(message.get("body", b""))
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await asyncio.sleep(3 if scope["path"] == "/slow" else 0)
    for _ in range(1_000 if scope["path"] == "/endless" else 0):
        await send({"type": "http.response.body", "body": bytes(1 << 20), "more_body": True})
        await asyncio.sleep(0)
    await send({"type": "http.response.body", "body": f"{scope['client'][0]} {size}".encode()})


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Serves `echo` as `meridian serve` would, with short patience; gives its port."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "UNREAD_SECONDS"):
        monkeypatch.setattr(served, name, 1.0)

    @contextmanager
    def serve(before: Callable[[int], Any] = int, **changed: Any) -> Iterator[int]:
        """before: what is done with the port when it is open and nobody answers yet."""
        settings = Settings(env="test", port=0, **changed)
        monkeypatch.setattr(served, "get_settings", lambda: settings)
        config = configuration(settings, lambda: echo)
        config.lifespan = "off"
        listening = listen("127.0.0.1", 0)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        port = int(listening.getsockname()[1])
        before(port)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = server.force_exit = True
            thread.join(10)

    return serve


def connect(port: int, sent: bytes = b"") -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=15)
    made.sendall(sent)
    return made


def rest(connection: socket.socket) -> bytes:
    """Everything until the other side hangs up."""
    found = b""
    try:
        while piece := connection.recv(1 << 16):
            found += piece
    except ConnectionResetError:
        pass
    return found


def _hung_up(connection: socket.socket) -> bool:
    """Whether the other side has, after one more byte and a while."""
    time.sleep(0.1)
    try:
        connection.sendall(b"x")
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def well(port: int) -> bool:
    return httpx.post(f"http://127.0.0.1:{port}/", content=b"x" * 100_000, timeout=10).text.endswith(" 100000")


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /v1/ses", HEAD, HEAD + b"X: " + b"y" * 1000, HEAD + b"Content-Length: 100\r\n\r\nhalf of it"],
    ids=["nothing", "line", "head", "header", "body"],
)
def test_half_open_connections_are_closed(serving: Callable[..., Any], sent: bytes) -> None:
    with serving() as port, ExitStack() as stack:
        opened = [stack.enter_context(connect(port, sent)) for _ in range(200)]
        began = time.monotonic()
        assert well(port)
        answers = {rest(each)[:12] for each in opened}
        assert answers == {b"HTTP/1.1 408"}
        assert time.monotonic() - began < 10
        assert well(port)


def test_who_came_while_it_started_keeps_nobody_out(serving: Callable[..., Any]) -> None:
    """600 that wait for it and say nothing: it starts all the same, answers at once, and lets go of them."""
    with ExitStack() as stack:
        crowd: list[socket.socket] = []

        def come(port: int) -> None:
            crowd.extend(stack.enter_context(connect(port)) for _ in range(600))

        with serving(come) as port:
            began = time.monotonic()
            assert well(port)
            assert time.monotonic() - began < 5
            assert {rest(each)[:12] for each in crowd[::60]} <= {b"", b"HTTP/1.1 408"}


def test_a_body_that_drips_is_not_waited_for(serving: Callable[..., Any]) -> None:
    """Not even when the answer was given long ago."""
    with serving() as port:
        for path in (b"/v1/session", b"/early"):
            with connect(port, HEAD.replace(b"/v1/session", path) + b"Content-Length: 100000\r\n\r\n") as dripping:
                assert any(_hung_up(dripping) for _ in range(150)), path
        assert well(port)


def test_a_body_that_comes_slowly_but_surely_is_taken(serving: Callable[..., Any]) -> None:
    with serving() as port, connect(port, HEAD + b"Content-Length: 10240\r\nConnection: close\r\n\r\n") as slow:
        for _ in range(10):
            slow.sendall(b"x" * 1024)
            time.sleep(0.4)
        assert b"127.0.0.1 10240" in rest(slow)


@pytest.mark.parametrize(
    "more",
    [b"X: " + b"y" * (80 << 10), b"".join(b"X%d: y\r\n" % n for n in range(500)), b"a" * (200 << 20)],
    ids=["long", "many", "hundreds of megabytes"],
)
def test_a_large_head_is_refused_before_it_is_read(serving: Callable[..., Any], more: bytes) -> None:
    with serving() as port, connect(port) as large:
        try:
            large.sendall(HEAD + more + b"\r\n\r\n")
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            assert rest(large).startswith(b"HTTP/1.1 431")
        assert well(port)


def test_a_long_line_before_the_head_is_refused(serving: Callable[..., Any]) -> None:
    with serving() as port, connect(port, b"GET /" + b"a" * (100 << 10) + b" HTTP/1.1\r\n\r\n") as large:
        assert not rest(large).startswith(b"HTTP/1.1 200")
        assert well(port)


def test_an_answer_that_nobody_reads_is_given_up(serving: Callable[..., Any]) -> None:
    with serving() as port, connect(port, b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n") as deaf:
        time.sleep(4)
        deaf.settimeout(15)
        assert len(rest(deaf)) < 200 << 20
        assert well(port)


def test_one_address_has_only_so_many(serving: Callable[..., Any]) -> None:
    """However many say nothing, or are kept after an answer, the next one is served: the longest silent goes."""
    whole = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with serving(connections_per_address=20) as port, ExitStack() as stack:
        kept = [stack.enter_context(connect(port, whole)) for _ in range(20)]
        assert {each.recv(1 << 16)[:12] for each in kept} == {b"HTTP/1.1 200"}
        silent = [stack.enter_context(connect(port, HEAD)) for _ in range(40)]
        assert well(port)
        assert served._open["127.0.0.1"] <= 20
        assert not any(b"HTTP" in rest(each) for each in (*kept, *silent[:19]))
        assert {rest(each)[:12] for each in silent[22:]} == {b"HTTP/1.1 408"}  # these had their time
        assert well(port)


def test_who_is_being_answered_makes_room_for_nobody(serving: Callable[..., Any]) -> None:
    slow = b"GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with serving(connections_per_address=5) as port, ExitStack() as stack:
        busy = [stack.enter_context(connect(port, slow)) for _ in range(5)]
        time.sleep(0.3)
        with connect(port, slow) as one_more:
            assert rest(one_more) == b""
        assert {rest(each)[:12] for each in busy} == {b"HTTP/1.1 200"}
        assert well(port)
        time.sleep(0.1)
        assert served._open.total() == 0
        assert not served._quiet


@pytest.mark.parametrize(
    ("proxies", "whose"), [((), "127.0.0.1"), (("10.0.0.0/8",), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.7")]
)
def test_only_a_configured_proxy_says_whose_request_it_is(
    serving: Callable[..., Any], proxies: tuple[str, ...], whose: str
) -> None:
    with serving(trusted_proxies=proxies, connections_per_address=1) as port:
        headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
        found = httpx.post(f"http://127.0.0.1:{port}/", headers=headers, timeout=10).text
        assert found.split()[0] == whose


def test_a_proxy_is_named_by_its_address() -> None:
    with pytest.raises(ValueError, match="is no address"):
        Settings(env="test", trusted_proxies=("proxy.internal",))
