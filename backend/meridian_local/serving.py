"""`meridian serve`: uvicorn with our choices, on a socket opened once, early, and inherited by the API process."""

import ipaddress
import os
from asyncio import TimerHandle, Transport
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.supervisors import Multiprocess

from meridian.identity.rules import address_subject
from meridian.kernel import blobs
from meridian.kernel.settings import Settings, get_settings
from meridian.operations.metrics import METRICS_DIRECTORY
from meridian_local.listening import inherited, listen

# What a stranger's connection may cost: how many from one address, how large a head, how long for head and body.
#
# uvicorn's own protocol with these bounds around it. An address that has as many connections as it may gets another one
# all the same: the one that has been silent longest, in the midst of a request or between two, goes for it. So whoever
# opens hundreds and says nothing shuts nobody out who shares the address. A proxy that the settings trust stands for
# many people and may have as many connections as it wants.

HEAD_BYTES = 64 << 10
HEAD_LINES = 100
HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
BODY_BYTES = 1 << 10
"""That must come in so many seconds, while we are there to take them."""
UNREAD_SECONDS = 60.0
"""That an answer may wait for its reader without a step."""
_open: Counter[str] = Counter()
_quiet: defaultdict[str, dict["BoundedProtocol", None]] = defaultdict(dict)
"""Connections by address of which we wait for something, the longest silent first."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._from: str | None = None
        self._in_head = True
        self._head_bytes = 0
        self._body_bytes = 0
        self._timer: TimerHandle | None = None
        self._unread: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        subject = counted(self.client[0] if self.client else "", get_settings())
        if subject is not None:
            if _open[subject] >= get_settings().connections_per_address and not _give_way(subject):
                transport.abort()
                return
            self._from = subject
            _open[subject] += 1
            _quiet[subject][self] = None
        self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_reading_watch()
        self._leave()
        super().connection_lost(exc)

    def give_way(self) -> None:
        """Makes room for another connection of its address."""
        self._stop_waiting()
        self._leave()
        self.transport.close()

    def _leave(self) -> None:
        """Counts no longer."""
        if self._from is None:
            return
        _quiet[self._from].pop(self, None)
        _open[self._from] -= 1
        if not _open[self._from]:
            del _open[self._from], _quiet[self._from]
        self._from = None

    def _heard(self) -> None:
        """The other side has said something, or has its answer: of the quiet ones it is the last to go."""
        if self._from is not None:
            _quiet[self._from].pop(self, None)
            _quiet[self._from][self] = None

    def data_received(self, data: bytes) -> None:
        if self._from is not None and self in _quiet[self._from]:
            self._heard()
        if self._in_head:
            if self._timer is None:  # the next request of a connection that stayed open
                self._wait(HEAD_SECONDS)
            room = HEAD_BYTES - self._head_bytes
            self._head_bytes += len(data[:room])
            super().data_received(data[:room])
            data = data[room:]
            if not data or self.transport.is_closing():
                return
            if self._in_head:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
                return
        self._body_bytes += len(data)
        super().data_received(data)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > HEAD_LINES and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        if self.transport.is_closing():
            return
        self._in_head = False
        self._head_bytes = self._body_bytes = 0
        self._stop_waiting()
        super().on_headers_complete()
        self._wait(BODY_SECONDS)

    def on_body(self, body: bytes) -> None:
        if not self.transport.is_closing():
            super().on_body(body)

    def on_message_complete(self) -> None:
        if self.transport.is_closing():
            return
        self._in_head = True
        self._stop_waiting()
        if self._from is not None:
            _quiet[self._from].pop(self, None)  # now we have to do something
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.cycle.response_complete:  # and no other request has come meanwhile
            self._heard()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_reading_watch()

    def _stop_reading_watch(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _wait(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._waited)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _waited(self) -> None:
        """The head has not come, or of the body hardly anything, unless it is we who have not taken it."""
        self._timer = None
        if self.transport.is_closing():
            return
        taken = self._in_head or not self.flow.read_paused
        if not taken or self._body_bytes >= BODY_BYTES:
            self._body_bytes = 0
            self._wait(BODY_SECONDS)
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """Says why and hangs up."""
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.transport.write(head.encode())
        self.transport.close()


def _give_way(subject: str) -> bool:
    """Closes the longest silent connection of an address; whether there is one."""
    longest = next(iter(_quiet[subject]), None)
    if longest is not None:
        longest.give_way()
    return longest is not None


def counted(host: str, settings: Settings) -> str | None:
    """The name under which connections from there are counted; None for those of a trusted proxy or a local socket."""
    if not host or _is_trusted(host, settings.trusted_proxies):
        return None
    return address_subject(host)


@lru_cache(maxsize=1024)
def _is_trusted(host: str, proxies: tuple[str, ...]) -> bool:
    address = ipaddress.ip_address(host)
    return any(address in ipaddress.ip_network(each, strict=False) for each in proxies)


APPLICATION = "meridian.main:create_app"
GRACE_SECONDS = 5  # event streams never end by themselves
IDLE_SECONDS = 75  # longer than proxies keep what they opened (60): else they meet a door that closes, and answer 502


def configuration(settings: Settings, application: str | Callable[..., Any] = APPLICATION) -> uvicorn.Config:
    """How an application, given as a factory, is served."""
    return uvicorn.Config(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.api_processes,
        loop="uvloop",
        http=BoundedProtocol,
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        access_log=False,  # the application logs each request itself, without personal data
        log_config=None,
        server_header=False,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(settings: Settings) -> None:
    """Serve until told to stop, on the inherited socket if there is one; raises PortInUseError."""
    config = configuration(settings)
    sockets = [inherited() or listen(settings.host, settings.port)]
    if settings.api_processes > 1:
        with blobs.folder(settings) as counts:
            os.environ.setdefault(METRICS_DIRECTORY, str(counts))  # read by the processes that uvicorn starts
            Multiprocess(config, sockets=sockets).run()
    else:
        uvicorn.Server(config).run(sockets=sockets)
