"""Reports of one call merge to the same end, whatever their order and however often each comes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from meridian.records import rules
from meridian.records.rules import OUTCOMES, CallOutcome, Fact, Facts, merged, outcome

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
moments = st.integers(0, 600).map(lambda seconds: START + timedelta(seconds=seconds))
VALUES: dict[str, st.SearchStrategy[object]] = {
    "started_at": moments,
    "answered_at": moments,
    "ended_at": moments,
    "ring_seconds": st.integers(0, 60),
    "talk_seconds": st.integers(0, 600),
    "outcome": st.sampled_from([str(each) for each in OUTCOMES]),
    "cause": st.integers(0, 127),
    "number": st.sampled_from(["+49401", "+49402", "anonymous"]),
    "customer_id": st.sampled_from(["a", "b"]),
    "agent_extension": st.sampled_from(["204", "205"]),
}
reports = st.fixed_dictionaries({}, optional={name: st.builds(Fact, value, moments) for name, value in VALUES.items()})


@given(st.lists(reports, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_reports_does_not_matter(said: list[Facts], random: object) -> None:
    shuffled = [*said, *said[:2]]  # some come twice
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one: Facts = {}
    for report in said:
        one = merged(one, report)
    other: Facts = {}
    for report in shuffled:
        other = merged(other, report)
    assert one == other
    assert outcome(one) == outcome(other)


@given(reports, reports)
def test_an_outcome_never_goes_back(known: Facts, new: Facts) -> None:
    before, after = outcome(known), outcome(merged(known, new))
    if before is not None and "cause" not in known and "outcome" in known:
        assert after is not None
        assert OUTCOMES.index(after) >= OUTCOMES.index(CallOutcome(known["outcome"].value))
    if before is CallOutcome.CONNECTED:
        assert after in (CallOutcome.CONNECTED, CallOutcome.VOICEMAIL)


@given(reports, reports)
def test_times_widen(known: Facts, new: Facts) -> None:
    both = merged(known, new)
    for facts in (known, new):
        if "started_at" in facts:
            assert both["started_at"].value <= facts["started_at"].value
        if "ended_at" in facts:
            assert both["ended_at"].value >= facts["ended_at"].value


@given(reports)
def test_facts_are_read_as_they_were_written(facts: Facts) -> None:
    assert rules.read(rules.written(facts)) == facts
