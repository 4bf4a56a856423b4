"""The workflow of an import, and what becomes of a row. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from meridian.identity.roles import Permission
from meridian.imports.codes import ImportState, Mode, OnDuplicate, RowState, Signal
from meridian.kernel.workflow import Move, Workflow

S = ImportState

IMPORT = Workflow(
    name="import",
    states=ImportState,
    start=S.UPLOADED,
    final=frozenset({S.FINISHED, S.CANCELLED}),
    moves=(
        # PUT …/mapping makes this move, the dry run the next.
        Move("map", frozenset({S.UPLOADED, S.MAPPED, S.CHECKED}), S.MAPPED, label_zh="设置映射"),
        Move("check", frozenset({S.MAPPED}), S.CHECKED, label_zh="检查完成"),
        Move("start", frozenset({S.CHECKED}), S.RUNNING, Permission.IMPORT_RUN, label_zh="开始导入"),
        Move("finish", frozenset({S.RUNNING}), S.FINISHED, label_zh="导入完成"),
        Move(
            "cancel",
            frozenset({S.UPLOADED, S.MAPPED, S.CHECKED, S.RUNNING, S.FAILED}),
            S.CANCELLED,
            Permission.IMPORT_RUN,
            label_zh="取消",
        ),
        Move("fail", frozenset({S.MAPPED, S.RUNNING}), S.FAILED, label_zh="失败"),
        Move("resume", frozenset({S.FAILED}), S.RUNNING, Permission.IMPORT_RUN, label_zh="继续导入"),
    ),
    labels_zh={
        S.UPLOADED: "已上传",
        S.MAPPED: "已映射",
        S.CHECKED: "已检查",
        S.RUNNING: "导入中",
        S.FINISHED: "已完成",
        S.CANCELLED: "已取消",
        S.FAILED: "失败",
    },
)


class Match(NamedTuple):
    """A customer that a row resembles, or (`row`) an earlier row of the same file.

    writable: the importer may change that customer. similar_name: the names agree, not only the signal.
    """

    signal: Signal
    customer: str | None
    row: int | None
    writable: bool
    similar_name: bool = True


class Fate(NamedTuple):
    """What a row shall become, of which customer, and why in a code."""

    state: RowState
    customer: str | None = None
    row: int | None = None
    reason: str | None = None


PROOF = frozenset({Signal.NAME, Signal.WEBSITE, Signal.EMAIL})


def fate(matches: Sequence[Match], mode: Mode, duplicates: OnDuplicate) -> Fate:
    """The one decision on a row that is valid in itself (TS-5).

    The key names the customer: exactly one, which the importer may change, is updated; several, or one beyond the
    importer's scope, ask for a person. Without it, likeness counts by `duplicates`; a phone alone is only a hint.
    """
    named = _distinct([match for match in matches if match.signal is Signal.KEY])
    if len(named) > 1:
        return Fate(RowState.SCREENING, reason="key_names_several")
    if named:
        return _known(named[0], mode, duplicates)
    if mode is Mode.UPDATE:
        return Fate(RowState.SKIPPED, reason="not_found")
    alike = _distinct([match for match in matches if match.signal in PROOF and match.similar_name])
    if not alike:
        return Fate(RowState.TO_CREATE)
    if duplicates is OnDuplicate.UPDATE and len(alike) == 1 and mode is Mode.BOTH and alike[0].writable:
        return Fate(RowState.TO_UPDATE, alike[0].customer, alike[0].row)
    return _duplicate(alike[0], duplicates)


def _known(match: Match, mode: Mode, duplicates: OnDuplicate) -> Fate:
    if mode is Mode.CREATE:
        return _duplicate(match, duplicates)
    if not match.writable:
        reason = "duplicate_row" if match.customer is None else "beyond_your_scope"
        return Fate(RowState.SCREENING, match.customer, match.row, reason)
    return Fate(RowState.TO_UPDATE, match.customer, match.row)


def _duplicate(match: Match, duplicates: OnDuplicate) -> Fate:
    reason = "duplicate_row" if match.customer is None else "duplicate"
    state = RowState.SKIPPED if duplicates is OnDuplicate.SKIP else RowState.SCREENING
    return Fate(state, match.customer, match.row, reason)


def _distinct(matches: Sequence[Match]) -> list[Match]:
    """One match a customer: an earlier row counts only where no customer is known."""
    customers = {match.customer: match for match in reversed(matches) if match.customer is not None}
    if customers:
        return list(reversed(customers.values()))
    rows = [match for match in matches if match.row is not None]
    return [min(rows, key=lambda match: match.row or 0)] if rows else []
