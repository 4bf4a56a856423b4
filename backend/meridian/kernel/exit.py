"""Being told that the process is asked to end, before its server begins to wait for open connections."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def told_of_exit(callback: Callable[[], None]) -> Iterator[None]:
    """Runs `callback` in the running loop on SIGINT or SIGTERM, then whatever the server does about them.

    Only where a server handles these signals, and only in the main thread, which alone hears them.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        server = before[signal.Signals(number)]
        if callable(server):
            server(number, frame)

    handled = [number for number in SIGNALS if callable(before[number])]
    for number in handled:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number in handled:
            if signal.getsignal(number) is heard:
                signal.signal(number, before[number])
