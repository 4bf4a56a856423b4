"""Children that read what strangers sent: what the nursery gets ready for them is made once."""

import os

from meridian.kernel import confined
from meridian.kernel.confined import Bounds

BOUNDS = Bounds(memory=1 << 30, seconds=20)
READY: list[int] = []
"""Of each time it was made, by which process."""


def get_ready() -> None:
    READY.append(os.getpid())


def who_made_it() -> list[int]:
    """This process, its parent, and who got ready."""
    return [os.getpid(), os.getppid(), *READY]


async def test_what_is_got_ready_is_made_in_the_nursery_once_for_all_children() -> None:
    children = [await confined.call(who_made_it, bounds=BOUNDS) for _ in range(3)]
    assert len({child for child, *_ in children}) == 3
    (nursery,) = {parent for _, parent, *_ in children}
    assert [made for _, _, *made in children] == [[nursery]] * 3
    assert READY == [], "and not here"
