"""What speaks for two records being one company, and how strongly. Pure.

Evidence adds up: two records are likely the same from `MEDIUM` points on and almost certainly from `STRONG` on.
"""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Workflow


class Reason(StrEnum):
    """What two records have in common."""

    NAME = "name"
    WEBSITE = "website"
    EMAIL = "email"
    MOBILE = "mobile"
    PHONE = "phone"
    SIMILAR_NAME = "similar_name"


class Strength(StrEnum):
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Weight(NamedTuple):
    """Points for a reason, and for the same between records that name different countries."""

    here: int
    elsewhere: int


# A switchboard is shared by a whole building, a name by companies of many countries, a website by a group's branches.
WEIGHTS: Mapping[Reason, Weight] = {
    Reason.NAME: Weight(100, 60),
    Reason.WEBSITE: Weight(100, 60),
    Reason.EMAIL: Weight(100, 100),
    Reason.MOBILE: Weight(60, 60),
    Reason.PHONE: Weight(40, 40),
    Reason.SIMILAR_NAME: Weight(60, 20),
}
# The sensitive group without whose sight a reason must not be told, nor used.
SENSITIVE: Mapping[Reason, str] = {Reason.EMAIL: "email", Reason.MOBILE: "phone", Reason.PHONE: "phone"}
POINTS: Mapping[Strength, int] = {Strength.STRONG: 100, Strength.MEDIUM: 60, Strength.WEAK: 20}
SIMILAR = 0.8


def score(reasons: Iterable[Reason], *, elsewhere: bool) -> int:
    """Points of the reasons together. elsewhere: the two name different countries."""
    return sum(WEIGHTS[reason].elsewhere if elsewhere else WEIGHTS[reason].here for reason in reasons)


def strength(points: int) -> Strength | None:
    """None when there is too little to speak of."""
    return next((strength for strength, least in POINTS.items() if points >= least), None)


def similar(key: str, other: str) -> bool:
    """Whether two normal forms of names differ by little: a letter or two in a usual name."""
    return key != other and SequenceMatcher(None, key, other, autojunk=False).ratio() >= SIMILAR


class PairState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


PAIR = Workflow(
    name="duplicate_pair",
    states=PairState,
    start=PairState.OPEN,
    final=frozenset(),
    moves=(
        Move(
            "dismiss",
            frozenset({PairState.OPEN}),
            PairState.DISMISSED,
            Permission.CUSTOMER_MERGE,
            needs=("reason",),
            label_zh="不是重复",
        ),
        Move(
            "reopen", frozenset({PairState.DISMISSED}), PairState.OPEN, Permission.CUSTOMER_MERGE, label_zh="重新判断"
        ),
        Move("merge", frozenset({PairState.OPEN, PairState.DISMISSED}), PairState.MERGED, label_zh="合并"),
        Move("undo_merge", frozenset({PairState.MERGED}), PairState.OPEN, label_zh="撤销合并"),
    ),
    labels_zh={PairState.OPEN: "待判断", PairState.DISMISSED: "非重复", PairState.MERGED: "已合并"},
)
