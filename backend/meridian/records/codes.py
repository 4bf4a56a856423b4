"""The vocabulary of contact records, as the glossary has it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from meridian.plans.codes import Method


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Disposition(StrEnum):
    CONNECTED = "connected"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    CALLBACK_REQUESTED = "callback_requested"
    DO_NOT_CALL = "do_not_call"
    FAILED = "failed"


class Meaning(NamedTuple):
    """What a disposition means: somebody was spoken to; the planned contact is settled; worth another try."""

    reached: bool
    settles_item: bool
    retry: bool


DISPOSITIONS: Mapping[Disposition, Meaning] = {
    Disposition.CONNECTED: Meaning(reached=True, settles_item=True, retry=False),
    Disposition.CALLBACK_REQUESTED: Meaning(reached=True, settles_item=True, retry=False),
    Disposition.DO_NOT_CALL: Meaning(reached=True, settles_item=True, retry=False),
    Disposition.WRONG_NUMBER: Meaning(reached=False, settles_item=True, retry=False),
    Disposition.NO_ANSWER: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.BUSY: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.VOICEMAIL: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.REFUSED: Meaning(reached=False, settles_item=False, retry=True),
    Disposition.FAILED: Meaning(reached=False, settles_item=False, retry=True),
}
MADE = Meaning(reached=True, settles_item=True, retry=False)
"""A contact by any other method: it is recorded when it took place."""


class NextStepKind(StrEnum):
    NONE = "none"
    FOLLOW_UP = "follow_up"
    NURTURE = "nurture"


class MarketTopic(StrEnum):
    """What a piece of market information is about (RV-11)."""

    COMPETITORS = "competitors"
    INDUSTRY = "industry"
    POLICY = "policy"
    PRICES = "prices"
    OTHER = "other"


SCORES = ("product_quality", "service_attitude", "response_speed", "problem_solving")
"""The four scores of satisfaction, 1 to 5 (RV-10)."""

OTHER_METHODS = tuple(method for method in Method if method is not Method.PHONE)
