"""Child processes that start at once: forked from a process that has loaded their code, and nothing else.

A fresh interpreter spends half a second on loading what reads a table. The nursery loads it once: a process of its own,
started when a program first needs a child, with an empty environment and no open file. It never reads what strangers
sent. All that its children have in common is the code, and what a module's own `get_ready` makes for all of them, which
each would otherwise make anew. It goes when the program goes, or after a quiet while.

Each child hangs on a leash, a socket of which the nursery holds the other end: who shuts his end has the child killed,
and what comes out of it in the end is how the child died.
"""

import asyncio
import atexit
import contextlib
import gc
import importlib
import os
import pickle
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import NoReturn

Run = Callable[[socket.socket], NoReturn]
"""What a child does, with the socket on which its parent speaks with it."""
_STATUS = struct.Struct("!i")
_LARGEST_ORDER = 4096  # bytes
_QUIET_SECONDS = 600.0  # without a child: then the nursery gives its memory back
_FAREWELL_SECONDS = 5.0
_TOLD = 4096  # bytes of what a dying child says that are read


@dataclass(frozen=True, slots=True)
class Child:
    """A running child. Its parent speaks by `writer`, hears by `reader`."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    _errors: socket.socket
    _leash: socket.socket

    async def last_words(self) -> str:
        """The beginning of what it wrote to its standard error, once it is dead."""
        said = b""
        with contextlib.suppress(ConnectionError):
            while len(said) < _TOLD and (more := await asyncio.get_running_loop().sock_recv(self._errors, _TOLD)):
                said += more
        return said.decode(errors="replace")

    async def ended(self) -> int | None:
        """Waits for its death. Its exit code, negative for a signal; None when the nursery was killed with it."""
        with contextlib.suppress(ConnectionError):
            status = await asyncio.get_running_loop().sock_recv(self._leash, _STATUS.size)
            if len(status) == _STATUS.size:
                (code,) = _STATUS.unpack(status)
                return int(code)
        return None

    async def end(self) -> None:
        """Kills it, whatever it is doing, waits for its death and lets go of its sockets."""
        try:
            with contextlib.suppress(OSError):
                self._leash.shutdown(socket.SHUT_WR)
            await self.ended()
        finally:
            self.writer.close()
            self._errors.close()
            self._leash.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()


@contextlib.asynccontextmanager
async def child(run: Run, module: str) -> AsyncIterator[Child]:
    """A child that calls `run`, with this module loaded; killed at the end if it still lives."""
    pairs = [socket.socketpair() for _ in ("talk", "errors", "leash")]
    (talk, errors, leash), theirs = zip(*pairs, strict=True)
    for ours in (talk, errors, leash):
        ours.setblocking(False)
    try:
        _NURSERY.order(pickle.dumps((run, module)), [each.fileno() for each in theirs])
        born = Child(*await asyncio.open_unix_connection(sock=talk), errors, leash)
    except BaseException:
        for ours in (talk, errors, leash):
            ours.close()
        raise
    finally:
        for each in theirs:
            each.close()
    try:
        yield born
    finally:
        await born.end()


class _Nursery:
    """This program's own, if it has one by now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def order(self, order: bytes, fds: list[int]) -> None:
        with self._lock:
            if self._control is not None:
                with contextlib.suppress(ConnectionError):  # it has gone after a quiet while, or was killed
                    socket.send_fds(self._control, [order], fds)
                    return
                self._control.close()
            self._start()
            assert self._control is not None
            socket.send_fds(self._control, [order], fds)

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 — our own module
                [sys.executable, "-P", "-B", "-m", __name__], stdin=theirs.fileno(), env=_environment()
            )
        threading.Thread(target=self._process.wait, daemon=True).start()  # no zombie, however long we live

    def close(self) -> None:
        """It ends with the socket."""
        if self._control is not None and self._process is not None:
            self._control.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_FAREWELL_SECONDS)

    def forget(self) -> None:
        """In a fork of this program, which starts its own."""
        self._lock = threading.Lock()
        self._process = self._control = None


_NURSERY = _Nursery()
atexit.register(_NURSERY.close)
os.register_at_fork(after_in_child=_NURSERY.forget)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT") if name in os.environ}
    # One arena: each reserves address space, which is what is bounded.
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "1"}


# The nursery.


def main() -> NoReturn:
    """Forks a child for each order, until nobody is there to order."""
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, with which this goes
    _Keeper(control).run()


class _Keeper:
    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, socket.socket] = {}
        self.leaving = False
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        woken, self.waker = socket.socketpair()
        woken.setblocking(False)
        self.waker.setblocking(False)
        self.selector.register(woken, selectors.EVENT_READ)
        self.woken = woken
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.waker.fileno())

    def run(self) -> NoReturn:
        while self.children or not self.leaving:
            ready = self.selector.select(None if self.children else _QUIET_SECONDS)
            if not ready:
                self._leave()
            for key, _ in ready:
                if key.fileobj is self.control:
                    if not self._take():
                        self._end_all()
                elif key.fileobj is self.woken:
                    with contextlib.suppress(BlockingIOError):
                        self.woken.recv(4096)
                    self._reap()
                elif (pid := key.data) in self.children:
                    self._let_go(pid)
        os._exit(0)

    def _take(self) -> bool:
        """Carries out one order; false when there will be none any more."""
        order, fds, _, _ = socket.recv_fds(self.control, _LARGEST_ORDER, 3)
        if not order:
            return False
        run, module = pickle.loads(order)  # noqa: S301 — our own words
        if module not in sys.modules:
            with contextlib.suppress(Exception):  # the child fails of it too, and tells
                getattr(importlib.import_module(module), "get_ready", int)()
            gc.collect()
            gc.freeze()
        talk, errors, leash = fds
        pid = os.fork()
        if pid == 0:
            _live(run, talk, errors)
        os.close(talk)
        os.close(errors)
        self.children[pid] = socket.socket(fileno=leash)
        self.selector.register(leash, selectors.EVENT_READ, pid)
        return True

    def _let_go(self, pid: int) -> None:
        """Its parent has let go of it."""
        self.selector.unregister(self.children[pid])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = found
                leash = self.children.pop(pid)
                with contextlib.suppress(KeyError):
                    self.selector.unregister(leash)
                with contextlib.suppress(OSError):
                    leash.send(_STATUS.pack(os.waitstatus_to_exitcode(status)))
                leash.close()

    def _leave(self) -> None:
        """Nobody asked for long: goes once what was ordered at this very moment is done, too."""
        self.control.shutdown(socket.SHUT_RD)
        self.selector.unregister(self.control)
        self.leaving = True
        while self._take():
            pass

    def _end_all(self) -> NoReturn:
        for pid in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _live(run: Run, talk: int, errors: int) -> NoReturn:
    """In the child: nothing is open but what it was born with."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(talk, 0)
        os.dup2(errors, 1)
        os.dup2(errors, 2)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        run(socket.socket(fileno=0))
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(1)


if __name__ == "__main__":
    # Under its own name, so that what is unpickled is of the same modules as in the program.
    from meridian.kernel import nursery

    nursery.main()
