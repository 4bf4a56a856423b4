"""`meridian run`: database, migrations, first data, API and worker in one command, and all of it gone with it."""

import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from meridian.kernel.settings import Settings
from meridian_local import listening
from meridian_local.postgres.cluster import DatabaseError
from meridian_local.postgres.database import check_version, start_embedded
from meridian_local.postgres.server import Progress, Server

# One process that has to run: started again whenever it ends, each time a little later while it keeps failing.


FIRST_DELAY = 0.25
LONGEST_DELAY = 30.0
HEALTHY_SECONDS = 30.0  # having lived this long, a child starts again at once


class Child:
    """A child process in a process group of its own, so that Ctrl-C reaches only its parent, who ends it in order."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.failures = 0  # in a row
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def keep_running(self, environment: Mapping[str, str], descriptors: Sequence[int]) -> str | None:
        """Start it if it is not running and its time has come; what happened, in words, if it has just ended."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self._start(environment, descriptors)
            return None
        status = self._process.poll()
        return None if status is None else self._ended(status)

    def stop(self, grace: float) -> None:
        """SIGTERM, then SIGKILL for the whole group after `grace` seconds."""
        if self._process is None:
            return
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(grace)
        self._kill_group()

    def hurry(self) -> None:
        """End it at once, from a signal handler: nothing is waited for."""
        if self._process is not None:
            self._signal_group()

    def _start(self, environment: Mapping[str, str], descriptors: Sequence[int]) -> None:
        self._started = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 — our own command
            self._command,
            env=dict(environment),
            pass_fds=list(descriptors),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _ended(self, status: int) -> str:
        self._kill_group()
        self.failures = 1 if time.monotonic() - self._started > HEALTHY_SECONDS else self.failures + 1
        delay = min(FIRST_DELAY * 2 ** (self.failures - 1), LONGEST_DELAY)
        self._due = time.monotonic() + delay
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        return f"the {self.name} {how}; starting it again in {delay:g} s"

    def _kill_group(self) -> None:
        """Helpers of a child that died must not live on: they hold its socket and its database connections."""
        assert self._process is not None
        self._signal_group()
        self._process.wait()
        self._process = None

    def _signal_group(self) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM when only zombies are left
            os.killpg(self._process.pid, signal.SIGKILL)


# A child notices that its parent is gone, even killed: the pipe between them closes. Works on every Unix.


LIFELINE_VARIABLE = "MERIDIAN_LIFELINE"
GRACE_SECONDS = 15


def end_with_parent() -> None:
    """Called by a child: when the other end of the inherited pipe closes, end in order, or else without ceremony."""
    inherited = os.environ.pop(LIFELINE_VARIABLE, None)
    if inherited is None:
        return
    descriptor = int(inherited)
    os.set_inheritable(descriptor, False)
    threading.Thread(target=_end_with_parent, args=(descriptor,), daemon=True).start()


def _end_with_parent(descriptor: int) -> None:
    os.read(descriptor, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    # The parent made us the leader of a process group; whatever helpers we have go with us.
    os.killpg(os.getpgid(0), signal.SIGKILL)


# `meridian run`: database, migrations, first data, API and worker in one command, and all of it gone with it.


POLL_SECONDS = 0.2  # until all runs
IDLE_SECONDS = 2.0  # afterwards: a child that ends, and a signal, wake us; a database that ends may not
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
        self._heard, self._hearing = socket.socketpair()  # a signal that comes is a byte here

    def run(self, prepare: Callable[[str], None], on_ready: Callable[[str], None]) -> None:
        """Everything up, until SIGINT or SIGTERM; then everything down in order.

        prepare(database address): migrations and first data. on_ready(base URL): the API answers for the first time.
        Raises StartError or DatabaseError when it cannot start.
        """
        host, port = self._settings.host, self._settings.port
        with (
            listening.listen(host, port) as opened,
            _lifeline_pipe() as end,
            self._heard,
            self._hearing,
            self._signals(),
        ):
            try:
                self._open_database()
                prepare(self._url)
                self._interruptible = False
                self._supervise(opened, end, on_ready)
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

        handlers = dict.fromkeys((signal.SIGINT, signal.SIGTERM), request_stop)
        handlers[signal.SIGCHLD] = lambda _signal, _frame: None  # heard, which is all
        previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        self._heard.setblocking(False)
        self._hearing.setblocking(False)
        signal.set_wakeup_fd(self._hearing.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
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

    def _supervise(self, opened: socket.socket, end: int, on_ready: Callable[[str], None]) -> None:
        base = listening.base_url(self._settings.host, self._settings.port)
        ready = False
        while not self._stopping:
            settled = ready and all(child.pid is not None for child in self._children)
            self._wait(IDLE_SECONDS if settled else POLL_SECONDS)
            self._revive_database()
            for child in self._children:
                happened = self._keep_running(child, opened, end)
                if happened and not ready and child.failures >= GIVE_UP_AFTER:
                    raise StartError(f"the {child.name} does not start; its messages above say why")
                if happened:
                    self._progress(happened)
            if not ready and listening.answers_ready(self._settings.host, self._settings.port):
                ready = True
                on_ready(base)
        self._progress("stopping")

    def _wait(self, seconds: float) -> None:
        """Until then, or until a signal comes."""
        if select.select([self._heard], [], [], seconds)[0]:
            self._heard.recv(4096)

    def _keep_running(self, child: Child, opened: socket.socket, end: int) -> str | None:
        environment = os.environ | {"MERIDIAN_DATABASE_URL": self._url, LIFELINE_VARIABLE: str(end)}
        descriptors = [end]
        if self._server is not None and self._server.claim is not None:
            descriptors.append(self._server.claim)
        if child is self._api:
            environment[listening.LISTENER_VARIABLE] = str(opened.fileno())
            descriptors.append(opened.fileno())
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
def _lifeline_pipe() -> Iterator[int]:
    """The children's end of a pipe that closes when this process is gone, whatever ended it."""
    theirs, ours = os.pipe()
    try:
        yield theirs
    finally:
        os.close(ours)
        os.close(theirs)
