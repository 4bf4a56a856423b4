"""Tables are read in a child process with bounds (kernel/confined.py): what strangers sent may kill that, not us."""

import contextlib
from collections.abc import Iterator

import structlog

from meridian.kernel.confined import Bound, Bounds, Broken, OutOfBounds
from meridian.kernel.language import msg
from meridian.sheets.rules import UnreadableFile

log = structlog.get_logger("sheets")
RECOGNISING = Bounds(memory=2 << 30, seconds=60)
READING = Bounds(memory=3 << 30, seconds=3600, patience=600)
"""Of a whole file, for which nobody waits."""
_WORDS = {
    Bound.MEMORY: msg("reading the file takes more memory than any table should; save it as CSV, or split it"),
    Bound.TIME: msg("reading the file takes longer than any table should; save it as CSV, or split it"),
}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Whatever a file does to the child that reads it is told as `UnreadableFile`; a fault of ours stays one."""
    try:
        yield
    except OutOfBounds as error:
        log.warning("file.out_of_bounds", bound=error.bound)
        raise UnreadableFile(_WORDS[error.bound]) from None
    except Broken as error:
        log.error("file.broken", why=str(error))
        raise UnreadableFile(msg("the file is damaged, or made to be unreadable")) from None
