"""Who needs help: by evidence alone, and never of too few cases."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.kernel.schemas import share_of
from meridian.team_days.rules import ENOUGH_DAYS, Evidence, HelpSign, falls, is_lower, signs, three_of_four, usual_of

FINE = Evidence(
    dialled=34,
    usual=usual_of([30, 34, 33, 36, 40]),
    coverage=[0.9, 0.9, 0.9, 0.9],
    stuck=1,
    connected=share_of(30, 100),
    others=share_of(120, 400),
)


def test_nothing_speaks_for_help_on_a_usual_day() -> None:
    assert signs(FINE, most_stuck=3) == []


@pytest.mark.parametrize(
    ("evidence", "sign"),
    [
        (replace(FINE, dialled=32), HelpSign.BEHIND_USUAL),
        (replace(FINE, coverage=[0.64, 0.71, 0.78, 0.8]), HelpSign.COVERAGE_FALLING),
        (replace(FINE, stuck=4), HelpSign.STUCK),
        (replace(FINE, connected=share_of(10, 100)), HelpSign.RARELY_CONNECTED),
    ],
)
def test_each_evidence_is_a_sign_of_its_own(evidence: Evidence, sign: HelpSign) -> None:
    assert signs(evidence, most_stuck=3) == [sign]


@given(counts=st.lists(st.integers(0, 80), max_size=ENOUGH_DAYS - 1))
def test_too_few_days_say_nothing_of_what_is_usual(counts: Sequence[int]) -> None:
    assert usual_of(counts) is None


@given(counts=st.lists(st.integers(0, 80), min_size=ENOUGH_DAYS, max_size=28))
def test_three_of_four_days_had_no_fewer_than_the_low_mark(counts: Sequence[int]) -> None:
    usual = usual_of(counts)
    assert usual is not None
    assert min(counts) <= usual.low <= usual.middle <= max(counts)
    assert sum(count >= usual.low for count in counts) >= 0.74 * len(counts) - 1


def test_coverage_falls_only_when_each_week_was_lower() -> None:
    assert falls([0.5, 0.6, 0.7, 0.8])
    assert not falls([0.5, 0.6, 0.6, 0.8])
    assert not falls([0.5, 0.6, None, 0.8])


@given(one=st.integers(0, 49), total=st.integers(50, 400), other=st.integers(50, 400))
def test_a_small_sample_is_never_called_lower(one: int, total: int, other: int) -> None:
    assert not is_lower(share_of(0, one), share_of(total, total))
    assert not is_lower(share_of(other // 2, other), share_of(other // 2, other))


def test_most_of_a_team() -> None:
    assert three_of_four([]) == 0
    assert three_of_four([5]) == 5
    assert three_of_four([0, 0, 1, 6]) < 6
