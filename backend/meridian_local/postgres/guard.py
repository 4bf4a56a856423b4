"""A small process between Meridian and the database server: the server lives as long as somebody uses it.

Every user of the server holds a shared lock on one file. The guard waits for the exclusive lock, which the system
grants when the last user has gone, however it went (`kill -9` included), and then stops the server. It also holds, from
its first moment, the lock that says "this cluster has a server", inherited from the process that started it.

Run as `python -I -S guard.py <order as JSON>`: only the standard library and nothing of the package, so it starts in
milliseconds.
"""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import TypedDict


class Order(TypedDict):
    """What to run and what to do at the end; `user` and `group` are None to stay who we are."""

    command: list[str]
    directory: str
    environment: dict[str, str]
    user: int | None
    group: int | None
    users_lock: str
    log: str
    stop_signal: int
    remove: list[str]


def main(order: Order) -> int:
    """Run the server until it ends or its last user has gone; the server's exit status."""
    users = os.open(order["users_lock"], os.O_RDWR)
    with open(os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
        server = subprocess.Popen(  # noqa: S603 — the command is our own
            order["command"],
            cwd=order["directory"],
            env=order["environment"],
            user=order["user"],
            group=order["group"],
            extra_groups=None if order["user"] is None else [],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def stop_when_unused() -> None:
        fcntl.flock(users, fcntl.LOCK_EX)
        server.send_signal(order["stop_signal"])

    # The machine shutting down, or a service manager, sends SIGTERM to everybody. The users finish first.
    signal.signal(signal.SIGTERM, lambda _signal, _frame: None)
    threading.Thread(target=stop_when_unused, daemon=True).start()
    status = server.wait()
    for path in order["remove"]:
        shutil.rmtree(path, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
