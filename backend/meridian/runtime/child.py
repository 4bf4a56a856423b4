"""One process that has to run: started again whenever it ends, each time a little later while it keeps failing."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

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
