"""What strangers sent is read in a process of its own, within bounds of memory and time: it may die of it, we do not.

The child comes from the nursery (kernel/nursery.py) and gets what it is called with and nothing else: no setting, no
secret, no open file. It is told by pickle, since we trust ourselves; what it answers is only data (MessagePack, in the
shape that the function's annotation promises), since we do not trust what it has read. It ends when we end.
"""

import asyncio
import contextlib
import gc
import os
import pickle
import resource
import signal
import socket
import struct
import threading
import traceback
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar
from weakref import WeakKeyDictionary

import msgspec

from meridian.kernel import nursery
from meridian.kernel.language import kept, restored
from meridian.kernel.nursery import Child

T = TypeVar("T")
_LENGTH = struct.Struct("!I")
_LARGEST = 256 << 20  # bytes of one answer
_VALUE, _RAISED, _DONE = b"v", b"r", b"d"
_OUT_OF_MEMORY = 71
_GENTLE = 5  # of niceness: requests go first
_SELDOM = 100_000  # objects made between two looks for cycles
_AT_ONCE = 3  # calls of one process
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class Bound(StrEnum):
    MEMORY = "memory"
    TIME = "time"


class _Raised(typing.NamedTuple):
    """message: as `language.kept` keeps it. place: the line it came from."""

    name: str
    message: Any
    place: str


class Refused(Exception):
    """There is no answer."""


class OutOfBounds(Refused):
    """The child was ended for what it asked for."""

    def __init__(self, bound: Bound) -> None:
        self.bound = bound
        super().__init__(f"out of {bound}")


class Broken(Refused):
    """The child died of what it read."""


class Failed(Refused):
    """It raised what nobody foresaw; the message says what and where, and nothing of what was read."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """memory: bytes of address space. seconds: of processor time.

    patience: seconds that may pass without an answer; the machine may be busy with others.
    """

    memory: int
    seconds: int
    patience: float = 120


async def call(function: Callable[..., T], *arguments: Any, bounds: Bounds, raises: type[Exception] | None = None) -> T:
    """What the function returns, called in a child. `raises`: the error of its own that it may raise.

    Raises `Refused`. Some at a time: who sends many at once waits for his turn, and memory is bounded for all together.
    """
    turns = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))
    async with turns, contextlib.aclosing(_answers(function, arguments, bounds, raises)) as answers:
        async for answer in answers:
            found: T = answer
            return found
    raise Broken("it answered nothing")


def stream(
    function: Callable[..., Iterator[T]], *arguments: Any, bounds: Bounds, raises: type[Exception] | None = None
) -> typing.AsyncGenerator[T, None]:
    """What the function yields, one after another; it waits while they are not taken. Close it: `aclosing`."""
    return _answers(function, arguments, bounds, raises)


async def _answers(
    function: Callable[..., Any], arguments: tuple[Any, ...], bounds: Bounds, raises: type[Exception] | None
) -> typing.AsyncGenerator[Any, None]:
    async with nursery.child(main, function.__module__) as child:
        try:
            _write(child.writer, pickle.dumps((function, arguments, bounds)))
            shape = _shape(function)
            while True:
                kind, answer = await _next(child, bounds)
                if kind == _DONE:
                    return
                if kind == _RAISED:
                    raised = msgspec.msgpack.decode(answer, type=_Raised)
                    if raises is not None and raised.name == _name(raises):
                        raise raises(restored(raised.message))
                    raise Failed(f"{raised.name} at {raised.place}")
                yield msgspec.msgpack.decode(answer, type=shape)
        except msgspec.DecodeError as error:
            raise Broken("it answered something else than was promised") from error


def _write(pipe: asyncio.StreamWriter, data: bytes) -> None:
    """Left open: that it closes tells the child that we are gone."""
    pipe.write(_LENGTH.pack(len(data)) + data)


def _shape(function: Callable[..., Any]) -> Any:
    """What one answer is, by the annotation of what the function returns or yields."""
    returned = typing.get_type_hints(function)["return"]
    return typing.get_args(returned)[0] if typing.get_origin(returned) is not None and _yields(returned) else returned


def _yields(returned: Any) -> bool:
    origin = typing.get_origin(returned)
    return isinstance(origin, type) and issubclass(origin, Iterator)


def _name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


async def _next(child: Child, bounds: Bounds) -> tuple[bytes, bytes]:
    pipe = child.reader
    try:
        async with asyncio.timeout(bounds.patience):
            kind = await pipe.readexactly(1)
            (length,) = _LENGTH.unpack(await pipe.readexactly(_LENGTH.size))
            if length > _LARGEST:
                raise OutOfBounds(Bound.MEMORY)
            return kind, await pipe.readexactly(length)
    except TimeoutError:
        raise OutOfBounds(Bound.TIME) from None
    except (asyncio.IncompleteReadError, ConnectionError):
        raise await _cause_of_death(child) from None


async def _cause_of_death(child: Child) -> Exception:
    said, code = await child.last_words(), await child.ended()
    if code in (_OUT_OF_MEMORY, -signal.SIGKILL) or "memory allocation of" in said:  # killed: the machine had none left
        return OutOfBounds(Bound.MEMORY)
    if code == -signal.SIGXCPU:
        return OutOfBounds(Bound.TIME)
    return Broken(f"ended with {code}")


# The child.


def main(parent: socket.socket) -> NoReturn:
    """Reads what to call, bounds itself, calls it, and writes each answer."""
    sent, answers = parent.makefile("rb"), parent.makefile("wb")
    (length,) = _LENGTH.unpack(sent.read(_LENGTH.size))
    function, arguments, bounds = pickle.loads(sent.read(length))  # noqa: S301 — our own words
    threading.Thread(target=_leave_with_the_parent, args=(sent,), daemon=True).start()
    _bound(bounds)
    try:
        _run(function, arguments, answers)
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)
    os._exit(0)


def _run(function: Callable[..., Any], arguments: tuple[Any, ...], answers: BinaryIO) -> None:
    try:
        found = function(*arguments)
        for answer in found if isinstance(found, Iterator) else (found,):
            _answer(answers, _VALUE, msgspec.msgpack.encode(answer))
        _answer(answers, _DONE, b"")
    except MemoryError:
        raise
    except Exception as error:
        (*_, last) = traceback.extract_tb(error.__traceback__)
        raised = _Raised(_name(type(error)), kept(_words(error)), f"{Path(last.filename).name}:{last.lineno}")
        _answer(answers, _RAISED, msgspec.msgpack.encode(raised))


def _words(error: Exception) -> str:
    """What it was raised with, which may be a message, or whatever it says."""
    (first, *_) = error.args or ("",)
    return first if isinstance(first, str) else str(error)


def _answer(answers: BinaryIO, kind: bytes, data: bytes) -> None:
    answers.write(kind + _LENGTH.pack(len(data)))
    answers.write(data)
    answers.flush()


def _leave_with_the_parent(sent: BinaryIO) -> None:
    sent.read()
    os._exit(0)


def _bound(bounds: Bounds) -> None:
    """No more memory and time than given, no file written, and the first to go when the machine runs out of memory."""
    os.nice(_GENTLE)
    gc.set_threshold(_SELDOM)  # it lives briefly and makes hardly a cycle: looking for them costs a tenth of its time
    limits = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_CPU: (bounds.seconds, bounds.seconds + 1),
        resource.RLIMIT_AS: (bounds.memory, bounds.memory),
    }
    for name, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # systems that know no such limit
            resource.setrlimit(name, limit)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
