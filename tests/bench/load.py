"""Requests over loopback from a client that costs next to nothing: prepared bytes, plain sockets, one thread."""

import selectors
import socket
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

READ_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run of requests took: seconds of each, as the client saw them, and seconds in all.

    settled: of those alone that were not the first on their connection.
    """

    seconds: float
    latencies: Sequence[float]
    settled: Sequence[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p50(self) -> float:
        return statistics.median(self.settled)

    @property
    def p99(self) -> float:
        return sorted(self.settled)[int(len(self.settled) * 0.99)]


def request(method: str, target: str, *, key: str = "", cookie: str = "", body: bytes = b"", more: str = "") -> bytes:
    """The bytes of a request, with an API key or a session's cookie. more: headers of its own, each with its end."""
    head = f"{method} {target} HTTP/1.1\r\nHost: bench\r\nAccept: application/json\r\n{more}"
    if key:
        head += f"Authorization: Bearer {key}\r\n"
    if cookie:
        head += f"Cookie: {cookie}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}\r\n".encode() + body


class _Connection:
    """One connection, kept alive, with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = b""
        self.sent_at = 0.0
        self.answers = 0

    def send(self, message: bytes) -> None:
        self.sent_at = time.perf_counter()
        self.socket.sendall(message)

    def receive(self) -> bytes | None:
        """The body, once the answer is whole. An answer other than 2xx ends the benchmark."""
        self._buffer += self.socket.recv(READ_BYTES)
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator or len(body) < _content_length(head):
            return None
        if head[9:10] != b"2":
            raise AssertionError(f"{head.decode()}\n\n{body.decode()}")
        self._buffer = b""
        self.answers += 1
        return body


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.index(b"\r\ncontent-length:") + 17
    return int(lowered[start:].split(b"\r\n", 1)[0])


def drive(port: int, requests: Iterable[bytes], *, connections: int) -> Measured:
    """Sends every request once, each connection the next one as soon as it has its answer."""
    waiting = iter(requests)
    latencies: list[float] = []
    settled: list[float] = []
    started = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = _Connection(port)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            _next(selector, connection, waiting)
        while selector.get_map():
            for key, _ in selector.select():
                if key.data.receive() is not None:
                    _note(key.data, latencies, settled)
                    _next(selector, key.data, waiting)
    return Measured(time.perf_counter() - started, latencies, settled)


def _note(connection: _Connection, latencies: list[float], settled: list[float]) -> None:
    took = time.perf_counter() - connection.sent_at
    latencies.append(took)
    if connection.answers > 1:
        settled.append(took)


def pace(port: int, requests: Iterable[bytes], *, connections: int, per_second: float) -> Measured:
    """Sends the requests at an even rate, each by any free connection; seconds count from when each was due."""
    waiting = list(requests)
    latencies: list[float] = []
    settled: list[float] = []
    with selectors.DefaultSelector() as selector:
        free: list[_Connection] = []  # opened when they are wanted: the product gives a silent one up
        opened = 0
        started = time.perf_counter()
        while len(latencies) < len(waiting):
            sent = len(latencies) + opened - len(free)
            able = bool(free) or opened < connections
            due = started + sent / per_second if sent < len(waiting) and able else None
            if due is not None and due <= time.perf_counter():
                opened += not free
                connection = free.pop() if free else _Connection(port)
                connection.send(waiting[sent])
                connection.sent_at = due
                selector.register(connection.socket, selectors.EVENT_READ, connection)
                continue
            for key, _ in selector.select(due and max(0.0, due - time.perf_counter())):
                if key.data.receive() is not None:
                    _note(key.data, latencies, settled)
                    selector.unregister(key.fileobj)
                    free.append(key.data)
        seconds = time.perf_counter() - started
    for connection in free:
        connection.socket.close()
    return Measured(seconds, latencies, settled)


def _next(selector: selectors.BaseSelector, connection: _Connection, waiting: Iterator[bytes]) -> None:
    message = next(waiting, None)
    if message is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    else:
        connection.send(message)


def ask(port: int, message: bytes) -> bytes:
    """The body of one answer."""
    connection = _Connection(port)
    connection.send(message)
    while (body := connection.receive()) is None:
        pass
    connection.socket.close()
    return body
