"""Structured logs: one JSON object a line, with trace ids, without personal data.

Errors are logged by their types and places, never by their messages, which like to quote values. What libraries log by
the standard library's logging comes out the same way.
"""

import logging
import sys
import traceback
from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
import structlog

Event = MutableMapping[str, Any]


def _chain(error: BaseException) -> list[str]:
    """Types of the error and of what caused it, outermost first."""
    names: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(names) < 10:
        names.append(f"{type(seen).__module__}.{type(seen).__qualname__}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return names


def _frames(where: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(where)]


def without_messages(_logger: Any, _method: str, event: Event) -> Event:
    """Replaces `exc_info` by types and places."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else sys.exc_info()[1] if info is True else None
    if isinstance(info, tuple):
        error = info[1]
    if error is not None:
        event["error"] = _chain(error)
        event["where"] = _frames(error.__traceback__)
    return event


def _timed(_logger: Any, _method: str, event: Event) -> Event:
    event["timestamp"] = datetime.now(UTC)
    return event


def _line(event: Event, default: Callable[[Any], Any] = str) -> bytes:
    return orjson.dumps(event, default=default, option=orjson.OPT_UTC_Z)


def _dumps(event: Event, default: Callable[[Any], Any]) -> str:
    return _line(event, default).decode()


JSON = structlog.processors.JSONRenderer(serializer=_dumps)
SHARED: tuple[Any, ...] = (structlog.processors.add_log_level, _timed)


_LEVEL = logging.WARNING


def say(event: str, **said: Any) -> None:
    """A line of level info as all others are, without the steps that only errors need: one is written per request."""
    if _LEVEL <= logging.INFO:
        line = said | {"event": event, "level": "info", "timestamp": datetime.now(UTC)}
        sys.stderr.buffer.write(_line(line) + b"\n")
        sys.stderr.flush()


def configure(level: str) -> None:
    """Sets the process's logging up; calling it again changes nothing but the level."""
    global _LEVEL
    number = _LEVEL = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*SHARED, without_messages, JSON],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    if logging.lastResort is not None:  # where records of libraries end up that nobody handles: warnings and errors
        logging.lastResort.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=SHARED,
                processors=[
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    without_messages,
                    JSON,
                ],
            )
        )
