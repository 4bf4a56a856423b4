"""`meridian run`: database, migrations, first data, API and worker in one command, and all of it gone with it."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from meridian.kernel.settings import Settings
from meridian.runtime import lifeline, listener
from meridian.runtime.child import Child
from meridian.runtime.cluster import DatabaseError
from meridian.runtime.database import check_version, start_embedded
from meridian.runtime.server import Progress, Server

POLL_SECONDS = 0.2
RETRY_SECONDS = 1.0
STOP_SECONDS = 15.0
GIVE_UP_AFTER = 4  # failures in a row of a child before the product was ever ready


class StartError(RuntimeError):
    """`meridian run` cannot go on; the message says why and what to do."""


class Supervisor:
    """Owns the listening socket, the claim on the database and the children, `api` and the rest in starting order.

    The socket is opened here and handed down: a port in use is known at once, and while the API process is replaced
    callers wait instead of being refused. The children share the claim, so the database outlives the last of them
    even when this process is killed.
    """

    def __init__(self, settings: Settings, api: Child, others: tuple[Child, ...], progress: Progress) -> None:
        self._settings = settings
        self._api = api
        self._children = (api, *others)
        self._progress = progress
        self._stopping = False  # a plain flag: a signal handler that takes an Event's lock can wait for itself for ever
        self._interruptible = True
        self._server: Server | None = None
        self._url = ""

    def run(self, prepare: Callable[[str], None], on_ready: Callable[[str], None]) -> None:
        """Everything up, until SIGINT or SIGTERM; then everything down in order.

        prepare(database address): migrations and first data. on_ready(base URL): the API answers for the first time.
        Raises StartError or DatabaseError when it cannot start.
        """
        host, port = self._settings.host, self._settings.port
        with listener.listen(host, port) as listening, _lifeline() as end, self._signals():
            try:
                self._open_database()
                prepare(self._url)
                self._interruptible = False
                self._supervise(listening, end, on_ready)
            except KeyboardInterrupt:
                self._progress("stopping")
            finally:
                self._interruptible = False
                self._close()

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """Preparations may be long and are interrupted; afterwards the loop looks at the flag between its steps.

        Asked a second time, the children are not waited for.
        """

        def request_stop(_signal: int, _frame: FrameType | None) -> None:
            if self._stopping:
                for child in self._children:
                    child.hurry()
            self._stopping = True
            if self._interruptible:
                self._interruptible = False
                raise KeyboardInterrupt

        previous = {number: signal.signal(number, request_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _open_database(self) -> None:
        """The first time and after a crash of the server; a claim we already hold is kept until the new one is safe."""
        if self._settings.database_url:
            check_version(self._settings.database_url)
            self._url = self._settings.database_url
            return
        server = start_embedded(self._settings, self._progress)
        if self._server is not None:
            self._server.release()
        self._server, self._url = server, server.uri()

    def _supervise(self, listening: socket.socket, end: int, on_ready: Callable[[str], None]) -> None:
        base = listener.base_url(self._settings.host, self._settings.port)
        ready = False
        while not self._stopping:
            time.sleep(POLL_SECONDS)
            self._revive_database()
            for child in self._children:
                happened = self._keep_running(child, listening, end)
                if happened and not ready and child.failures >= GIVE_UP_AFTER:
                    raise StartError(f"the {child.name} does not start; its messages above say why")
                if happened:
                    self._progress(happened)
            if not ready and listener.answers_ready(self._settings.host, self._settings.port):
                ready = True
                on_ready(base)
        self._progress("stopping")

    def _keep_running(self, child: Child, listening: socket.socket, end: int) -> str | None:
        environment = os.environ | {"MERIDIAN_DATABASE_URL": self._url, lifeline.VARIABLE: str(end)}
        descriptors = [end]
        if self._server is not None and self._server.claim is not None:
            descriptors.append(self._server.claim)
        if child is self._api:
            environment[listener.VARIABLE] = str(listening.fileno())
            descriptors.append(listening.fileno())
        return child.keep_running(environment, descriptors)

    def _revive_database(self) -> None:
        """Starts a database that died; the children reconnect by themselves, unless its address is a new one."""
        if self._stopping or self._server is None or self._server.running:
            return
        self._progress("the database ended unexpectedly; starting it again")
        before = self._url
        self._interruptible = True  # recovery may take minutes
        try:
            self._open_database()
        except DatabaseError as error:
            self._progress(str(error))
            time.sleep(RETRY_SECONDS)
        self._interruptible = False
        if self._url != before:
            for child in self._children:
                child.stop(STOP_SECONDS)

    def _close(self) -> None:
        """First nobody asks, then nobody works, then the database writes its checkpoint."""
        for child in self._children:
            child.stop(STOP_SECONDS)
        if self._server is not None:
            self._server.release()


@contextmanager
def _lifeline() -> Iterator[int]:
    """The children's end of a pipe that closes when this process is gone, whatever ended it."""
    theirs, ours = os.pipe()
    try:
        yield theirs
    finally:
        os.close(ours)
        os.close(theirs)
