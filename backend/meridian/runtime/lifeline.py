"""A child notices that its parent is gone, even killed: the pipe between them closes. Works on every Unix."""

import os
import signal
import threading
import time

VARIABLE = "MERIDIAN_LIFELINE"
GRACE_SECONDS = 15


def watch() -> None:
    """Called by a child: when the other end of the inherited pipe closes, end in order, or else without ceremony."""
    inherited = os.environ.pop(VARIABLE, None)
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
