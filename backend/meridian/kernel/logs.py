"""Structured logs: one JSON object a line, with trace ids, without personal data.

Errors are logged by their types and places, never by their messages, which like to quote values. What libraries log by
the standard library's logging comes out the same way.
"""

import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

_LEVEL = logging.WARNING


def info(event: str, **said: Any) -> None:
    """What happened in the course of things. event: `place.what_happened`."""
    _write(logging.INFO, event, said)


def warning(event: str, **said: Any) -> None:
    """What went wrong and is seen to by the product itself."""
    _write(logging.WARNING, event, said)


def error(event: str, *, raised: BaseException | None = None, **said: Any) -> None:
    """What somebody has to look at. raised: told by what it is and where it arose."""
    _write(logging.ERROR, event, said | told(raised))


def configure(level: str) -> None:
    """Sets the process's logging up; calling it again changes nothing but the level."""
    global _LEVEL
    _LEVEL = logging.getLevelNamesMapping()[level.upper()]
    if logging.lastResort is not None:  # where records of libraries end up that nobody handles: warnings and errors
        logging.lastResort.setFormatter(_OfLibraries())


def told(raised: BaseException | None) -> dict[str, list[str]]:
    """The types of an error and of what caused it, outermost first, and the places it came through."""
    return {} if raised is None else {"error": _chain(raised), "where": _frames(raised.__traceback__)}


def _chain(error: BaseException) -> list[str]:
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 10:
        names.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return names


def _frames(where: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(where)]


def _write(level: int, event: str, said: Mapping[str, Any]) -> None:
    if level >= _LEVEL:
        sys.stderr.buffer.write(_line(level, event, said) + b"\n")
        sys.stderr.flush()


def _line(level: int, event: str, said: Mapping[str, Any]) -> bytes:
    line = {**said, "event": event, "level": logging.getLevelName(level).lower(), "timestamp": datetime.now(UTC)}
    return orjson.dumps(line, default=str, option=orjson.OPT_UTC_Z)


class _OfLibraries(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        raised = record.exc_info[1] if record.exc_info else None
        return _line(record.levelno, record.getMessage(), told(raised)).decode()
