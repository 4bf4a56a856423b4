"""Completeness, merging and the verification table."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.customers import rules
from meridian.policies.rules import CustomerField

COLUMNS = [rules.FACT_SOURCES.get(fact, fact) for fact in rules.FACTS]
EMPTY: dict[str, Any] = dict.fromkeys(COLUMNS)
values = st.sampled_from([None, "", " ", [], False, "x", 0, True, ["de"]])
records = st.fixed_dictionaries(dict.fromkeys(COLUMNS, values))
objects = st.dictionaries(st.text(max_size=3), st.none() | st.integers(), max_size=5)


def test_the_weights_sum_to_a_hundred() -> None:
    assert sum(rules.FACTS.values()) == 100
    assert rules.completeness(EMPTY).score == 0


@given(records, st.sampled_from(COLUMNS))
def test_filling_a_gap_never_lowers_the_score_and_closes_exactly_it(record: dict[str, Any], column: str) -> None:
    before, after = rules.completeness(record), rules.completeness({**record, column: "filled"})
    gained = set(before.missing) - set(after.missing)
    assert set(after.missing) <= set(before.missing)
    assert after.score - before.score == sum(rules.FACTS[fact] for fact in gained)
    assert len(gained) <= 1
    assert 0 <= before.score <= after.score <= 100


@pytest.mark.parametrize(("value", "there"), [(0, True), (True, True), ("x", True), (" ", False), ([], False)])
def test_zero_is_a_fact_and_blank_is_not(value: Any, there: bool) -> None:
    assert (rules.completeness({**EMPTY, "city": value}).score > 0) is there


@given(objects, objects)
def test_a_merge_sets_and_removes_and_is_safe_to_repeat(old: dict[str, Any], changes: dict[str, Any]) -> None:
    merged = rules.merged(old, changes)
    assert rules.merged(merged, changes) == merged
    assert None not in merged.values()
    for key in {*old, *changes}:
        assert merged.get(key) == (changes[key] if key in changes else old[key])


def test_every_important_fact_is_a_field_clients_write() -> None:
    assert set(rules.IMPORTANT_FIELDS) == set(CustomerField)
    everything = rules.important(["phones", "city", "notes"], tuple(CustomerField))
    assert everything == ["city", "phones"]
    assert rules.important(["phones", "city"], (CustomerField.EMAIL,)) == []


def test_names_are_found_by_every_spelling() -> None:
    keys = rules.name_keys("Hafenwerk Pumpen GmbH", "HAFENWERK Pumpen Gesellschaft mbH", "港工泵业")
    assert keys.key == rules.name_keys("hafenwerk pumpen", None, None).key
    assert {"港工", "泵业"} <= set(keys.terms)
    assert "gesellschaft" in keys.text
