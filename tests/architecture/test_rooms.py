"""How the house is cut into files: few, called alike from room to room, none too large and few with next to nothing.

Why these numbers: `docs/decisions/0008-rooms-and-their-files.md`. Who needs more says there what for.
"""

from collections import Counter
from pathlib import Path

import meridian

BACKEND = Path(meridian.__file__).parents[1]
SOURCES = sorted(path for room in ("meridian", "meridian_local") for path in (BACKEND / room).rglob("*.py"))
DEMO = BACKEND / "meridian_local" / "demo"
FILES = [path for path in SOURCES if path.name != "__init__.py"]

MOST_FILES = 686
"""All of them, with an `__init__.py` for each of a hundred rooms: what merging small neighbours came to."""
MOST_NAMES = 120
"""Outside the demo company. Fifteen are the same in many rooms, the others say one thing each."""
MOST_IN_A_ROOM = 16
"""What somebody takes in at a glance."""
MOST_LINES = 500
LARGER = {
    "meridian/customers/models.py": 559,  # the tables of a customer, which refer to each other
    "meridian/plans/rules.py": 529,  # what may be planned: one vocabulary, one order of checks
    "meridian/records/effects.py": 507,  # what a record causes, in the order in which it does
}
"""Files that are one thing, and may not grow."""
SMALL = 35
MOST_SMALL = 76
"""What a domain registers (`module.py`), the events of most, and a router or table of one noun."""


def name(path: Path) -> str:
    return path.relative_to(BACKEND).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_files_are_no_more_than_they_were() -> None:
    assert len(SOURCES) <= MOST_FILES


def test_files_are_called_alike() -> None:
    assert len({path.name for path in SOURCES if DEMO not in path.parents}) <= MOST_NAMES


def test_no_room_is_crowded() -> None:
    rooms = Counter(name(path.parent) for path in FILES)
    assert {room: many for room, many in rooms.items() if many > MOST_IN_A_ROOM} == {}


def test_no_file_is_too_large() -> None:
    large = {name(path): lines(path) for path in FILES if lines(path) > MOST_LINES}
    assert {file: many for file, many in large.items() if many > LARGER.get(file, 0)} == {}
    assert LARGER.keys() - large.keys() == set(), "no longer too large: their exceptions go"


def test_few_files_hold_next_to_nothing() -> None:
    small = [name(path) for path in FILES if lines(path) <= SMALL]
    assert len(small) <= MOST_SMALL, small


def test_every_room_holds_something() -> None:
    rooms = {path.parent for path in SOURCES}
    assert [name(room) for room in rooms if not any(room in path.parents for path in FILES)] == []
