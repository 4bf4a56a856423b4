"""The vocabulary of imports, what their moves set, and what becomes of a row. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from meridian.kernel.language import Message, msg
from meridian.kernel.workflow.rules import MoveContext, Refusal


class ImportKind(StrEnum):
    CUSTOMERS = "customers"
    RECORDS = "records"


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowState(StrEnum):
    """Where a row stands. The first two wait to be written; the others are an answer."""

    TO_CREATE = "to_create"
    TO_UPDATE = "to_update"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SCREENING = "screening"
    SKIPPED = "skipped"


PENDING = (RowState.TO_CREATE, RowState.TO_UPDATE)
ANSWERED = tuple(state for state in RowState if state not in PENDING)


class Mode(StrEnum):
    """What the import may do with customers: enter new ones, change known ones, or both."""

    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"


class Key(StrEnum):
    """By what a row finds the customer it speaks of."""

    ID = "id"
    EXTERNAL_ID = "external_id"
    NAME_COUNTRY = "name_country"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"


class OnDuplicate(StrEnum):
    """What becomes of a row that looks like a known customer, or an earlier row, without being named by the key."""

    SCREEN = "screen"
    SKIP = "skip"
    UPDATE = "update"


class OnFault(StrEnum):
    """What becomes of a row of which a value cannot be used: the row is rejected, or the value is left out."""

    REJECT = "reject"
    DROP = "drop"


class Fill(StrEnum):
    """Which value stays when a known customer has one already."""

    OVERWRITE = "overwrite"
    FILL_EMPTY = "fill_empty"


class DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class FindingSeverity(StrEnum):
    """`error` stops the value, `warning` asks for a look, `note` tells what was understood."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Signal(StrEnum):
    """By what a row resembles a customer or another row. A phone alone proves nothing: branches share switchboards."""

    KEY = "key"
    NAME = "name"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"


class Decision(StrEnum):
    """What a person makes of a row in the screening queue (TS-5)."""

    ACCEPT = "accept"
    MERGE = "merge"
    REJECT = "reject"


class Trouble(NamedTuple):
    """What is wrong with, or worth knowing about, a text."""

    code: str
    detail: Message
    severity: FindingSeverity = FindingSeverity.ERROR


class Unusable(Exception):
    """The text has no value of this kind."""

    def __init__(self, code: str, detail: Message) -> None:
        super().__init__(detail)
        self.trouble = Trouble(code, detail)


CHECK_JOB, RUN_JOB = "imports.check", "imports.run"


def failed(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Why it stopped."""
    return {"failure": at.reason}


def goes_on(_at: MoveContext[Any]) -> Mapping[str, Any]:
    """Nothing is wrong with it any more."""
    return {"failure": None}


def mapped(at: MoveContext[Any]) -> Mapping[str, Any]:
    """How the file is read from now on; no row has been looked at by that."""
    number = at.record.mapping_number + 1
    return {
        "mapping": at.given["mapping"],
        "mapping_number": number,
        "rows_checked": 0,
        "rows": 0,
        "failure": None,
    }


class Counted(Protocol):
    """What the guards of an import's moves look at: it has rows once the check has counted them."""

    @property
    def state(self) -> str: ...
    @property
    def rows(self) -> int: ...


def begun(whole: Counted) -> Refusal | None:
    """It may go on with writing only if its rows were checked; else it needs its mapping again."""
    return None if whole.rows else Refusal("not_checked", msg("the check failed: set the mapping again"))


def not_begun(whole: Counted) -> Refusal | None:
    """Rows that are partly written are not read in another way."""
    if whole.state == ImportState.FAILED and whole.rows:
        return Refusal("partly_written", msg("some rows may be written: resume the import or cancel it"))
    return None


# What becomes of a row.


class Match(NamedTuple):
    """A customer that a row resembles, or (`row`) an earlier row of the same file.

    writable: the importer may change that customer. similar_name: the names agree, not only the signal.
    """

    signal: Signal
    customer: str | None
    row: int | None
    writable: bool
    similar_name: bool = True


class RowDecision(NamedTuple):
    """What a row shall become, of which customer, and why in a code."""

    state: RowState
    customer: str | None = None
    row: int | None = None
    reason: str | None = None


PROOF = frozenset({Signal.NAME, Signal.WEBSITE, Signal.EMAIL})


def decide_row(matches: Sequence[Match], mode: Mode, duplicates: OnDuplicate) -> RowDecision:
    """The one decision on a row that is valid in itself (TS-5).

    The key names the customer: exactly one, which the importer may change, is updated; several, or one beyond the
    importer's scope, ask for a person. Without it, likeness counts by `duplicates`; a phone alone is only a hint.
    """
    named = _distinct([match for match in matches if match.signal is Signal.KEY])
    if len(named) > 1:
        return RowDecision(RowState.SCREENING, reason="key_names_several")
    if named:
        return _known(named[0], mode, duplicates)
    if mode is Mode.UPDATE:
        return RowDecision(RowState.SKIPPED, reason="not_found")
    alike = _distinct([match for match in matches if match.signal in PROOF and match.similar_name])
    if not alike:
        return RowDecision(RowState.TO_CREATE)
    if duplicates is OnDuplicate.UPDATE and len(alike) == 1 and mode is Mode.BOTH and alike[0].writable:
        return RowDecision(RowState.TO_UPDATE, alike[0].customer, alike[0].row)
    return _duplicate(alike[0], duplicates)


def _known(match: Match, mode: Mode, duplicates: OnDuplicate) -> RowDecision:
    if mode is Mode.CREATE:
        return _duplicate(match, duplicates)
    if not match.writable:
        reason = "duplicate_row" if match.customer is None else "beyond_your_scope"
        return RowDecision(RowState.SCREENING, match.customer, match.row, reason)
    return RowDecision(RowState.TO_UPDATE, match.customer, match.row)


def _duplicate(match: Match, duplicates: OnDuplicate) -> RowDecision:
    reason = "duplicate_row" if match.customer is None else "duplicate"
    state = RowState.SKIPPED if duplicates is OnDuplicate.SKIP else RowState.SCREENING
    return RowDecision(state, match.customer, match.row, reason)


def _distinct(matches: Sequence[Match]) -> list[Match]:
    """One match a customer: an earlier row counts only where no customer is known."""
    customers = {match.customer: match for match in reversed(matches) if match.customer is not None}
    if customers:
        return list(reversed(customers.values()))
    rows = [match for match in matches if match.row is not None]
    return [min(rows, key=lambda match: match.row or 0)] if rows else []
