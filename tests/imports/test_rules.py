"""What becomes of a row, decided without a database."""

import pytest

from meridian.imports.rules import Match, Mode, OnDuplicate, RowState, Signal, decide_row

A, B = "a", "b"


def known(signal: Signal, customer: str = A, *, writable: bool = True, similar: bool = True) -> Match:
    return Match(signal, customer, None, writable, similar)


def earlier(signal: Signal, row: int = 3) -> Match:
    return Match(signal, None, row, True)


@pytest.mark.parametrize(
    ("matches", "mode", "duplicates", "state", "customer"),
    [
        ([], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_CREATE, None),
        ([], Mode.UPDATE, OnDuplicate.SCREEN, RowState.SKIPPED, None),
        ([known(Signal.KEY)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_UPDATE, A),
        ([known(Signal.KEY), known(Signal.EMAIL, B)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_UPDATE, A),
        ([known(Signal.KEY), known(Signal.KEY, B)], Mode.BOTH, OnDuplicate.UPDATE, RowState.SCREENING, None),
        ([known(Signal.KEY), known(Signal.KEY)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_UPDATE, A),
        ([known(Signal.KEY, writable=False)], Mode.BOTH, OnDuplicate.UPDATE, RowState.SCREENING, A),
        ([known(Signal.KEY)], Mode.CREATE, OnDuplicate.SCREEN, RowState.SCREENING, A),
        ([known(Signal.KEY)], Mode.CREATE, OnDuplicate.SKIP, RowState.SKIPPED, A),
        ([known(Signal.KEY)], Mode.CREATE, OnDuplicate.UPDATE, RowState.SCREENING, A),
        ([known(Signal.PHONE)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_CREATE, None),
        ([known(Signal.WEBSITE, similar=False)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_CREATE, None),
        ([known(Signal.WEBSITE)], Mode.BOTH, OnDuplicate.SCREEN, RowState.SCREENING, A),
        ([known(Signal.EMAIL)], Mode.BOTH, OnDuplicate.UPDATE, RowState.TO_UPDATE, A),
        ([known(Signal.EMAIL), known(Signal.NAME, B)], Mode.BOTH, OnDuplicate.UPDATE, RowState.SCREENING, A),
        ([known(Signal.EMAIL, writable=False)], Mode.BOTH, OnDuplicate.UPDATE, RowState.SCREENING, A),
        ([known(Signal.EMAIL)], Mode.UPDATE, OnDuplicate.UPDATE, RowState.SKIPPED, None),
        ([earlier(Signal.KEY)], Mode.BOTH, OnDuplicate.SCREEN, RowState.TO_UPDATE, None),
        ([earlier(Signal.KEY)], Mode.CREATE, OnDuplicate.SKIP, RowState.SKIPPED, None),
        ([earlier(Signal.EMAIL), earlier(Signal.NAME, 2)], Mode.BOTH, OnDuplicate.SCREEN, RowState.SCREENING, None),
    ],
)
def test_the_fate_of_a_row(
    matches: list[Match], mode: Mode, duplicates: OnDuplicate, state: RowState, customer: str | None
) -> None:
    found = decide_row(matches, mode, duplicates)
    assert (found.state, found.customer) == (state, customer)


def test_an_earlier_row_is_named_where_no_customer_is_known() -> None:
    found = decide_row([earlier(Signal.EMAIL, 9), earlier(Signal.NAME, 4)], Mode.CREATE, OnDuplicate.SCREEN)
    assert (found.row, found.reason) == (4, "duplicate_row")
