"""The tables of plans, items and amendments: sound by themselves, and true to a plain model under random moves."""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.kernel.problems import Conflict, Forbidden, Invalid
from meridian.kernel.workflow.rules import MoveContext, Workflow
from meridian.plans.rules import AmendmentFacts, ItemFacts, ItemState, PlanFacts, PlanKind, PlanState, inside_lead_time
from meridian.plans.schemas import AmendmentDecision, PlanMove, PlannedContactMove
from meridian.plans.workflow import AMENDMENT, ITEM, PLAN

TABLES: list[tuple[Workflow[Any], type]] = [
    (PLAN, PlanMove),
    (ITEM, PlannedContactMove),
    (AMENDMENT, AmendmentDecision),
]


@pytest.mark.parametrize(("table", "body"), TABLES, ids=lambda value: getattr(value, "name", ""))
def test_every_state_is_reached_final_ones_are_closed_and_names_exist(table: Workflow[Any], body: type) -> None:
    states = frozenset(table.states.__members__.values())
    reached, grown = {table.start}, True
    while grown:
        new = {m.leads_to(s) for m in table.moves for s in m.sources & reached} - reached
        reached |= new
        grown = bool(new)
    assert reached == states
    assert [move.name for move in table.moves if move.sources & table.final] == []
    assert states - table.final == set().union(*(move.sources for move in table.moves))
    assert all(move.permission is None or Permission(move.permission) for move in table.moves)
    fields = set(body.model_fields)  # type: ignore[attr-defined]
    assert all(set(move.needs) <= fields for move in table.moves)
    assert table.labels_zh.keys() == states
    assert len({move.name for move in table.moves}) == len(table.moves)


# The plan once more, written the other way round: for each move what must hold.
def _plan_model(facts: PlanFacts, role: Role, given: dict[str, Any]) -> dict[str, PlanState]:
    reason = given["reason"]
    may_write, may_approve = Permission.PLAN_WRITE in GRANTS[role], Permission.PLAN_APPROVE in GRANTS[role]
    revisit, state = facts.kind == "revisit", facts.state
    in_time = not facts.late or bool(given["urgent_reason"])
    possible = {
        "submit": (may_write and revisit and state == "draft" and facts.items > 0 and in_time, PlanState.SUBMITTED),
        "approve": (may_approve and state == "submitted" and not facts.own, PlanState.APPROVED),
        "return": (may_approve and state == "submitted" and not facts.own and bool(reason), PlanState.RETURNED),
        "revise": (may_write and state == "returned", PlanState.DRAFT),
        "activate": (
            may_write and facts.items > 0 and (state == "approved" or (state == "draft" and not revisit)),
            PlanState.ACTIVE,
        ),
        "complete": (may_write and state == "active" and facts.open_items == 0, PlanState.COMPLETED),
        "cancel": (may_write and bool(reason) and state not in ("completed", "cancelled"), PlanState.CANCELLED),
    }
    return {move: target for move, (holds, target) in possible.items() if holds}


@settings(max_examples=300, deadline=None)
@given(data=st.data(), kind=st.sampled_from(PlanKind))
def test_random_moves_of_a_plan_do_what_the_model_says(data: st.DataObject, kind: PlanKind) -> None:
    state = PLAN.start
    for _ in range(12):
        items = data.draw(st.integers(0, 3))
        facts = PlanFacts(
            kind=kind,
            state=state,
            items=items,
            open_items=data.draw(st.integers(0, items)),
            late=data.draw(st.booleans()),
            own=data.draw(st.booleans()),
        )
        role = data.draw(st.sampled_from(Role))
        given_fields = {
            "reason": data.draw(st.sampled_from([None, "", "because"])),
            "urgent_reason": data.draw(st.sampled_from([None, "urgent"])),
        }
        name = data.draw(st.sampled_from([move.name for move in PLAN.moves] + ["dance"]))
        may = GRANTS[role].__contains__
        expected = _plan_model(facts, role, given_fields).get(name)
        assert _outcome(PLAN, name, state, may, given_fields, facts) == expected
        # What is offered is what the model grants to whoever brings a reason and says why it is urgent.
        brought = {"reason": "because", "urgent_reason": "urgent"}
        assert set(PLAN.allowed(state, may, facts)) == _plan_model(facts, role, brought).keys()
        state = expected or state


@settings(max_examples=300, deadline=None)
@given(
    due_on=st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 1)),
    lead_days=st.integers(0, 14),
)
def test_a_plan_is_late_from_its_lead_time_on(due_on: date | None, lead_days: int) -> None:
    today = date(2026, 3, 10)
    late = inside_lead_time(due_on, today, lead_days)
    assert late == (due_on is not None and due_on < today + timedelta(days=lead_days))


@settings(max_examples=300, deadline=None)
@given(
    state=st.sampled_from(ItemState),
    plan_state=st.sampled_from(PlanState),
    made=st.integers(0, 23),
    name=st.sampled_from([move.name for move in ITEM.moves]),
    given_reason=st.sampled_from([None, "because"]),
)
def test_items_are_finished_only_in_running_plans_and_in_time(
    state: ItemState, plan_state: PlanState, made: int, name: str, given_reason: str | None
) -> None:
    missed_after = datetime(2026, 3, 10, 12, tzinfo=UTC)
    made_at = datetime(2026, 3, 10, made, tzinfo=UTC)
    facts = ItemFacts(plan_state, missed_after)
    given_fields = {"reason": given_reason, "assignee_id": "somebody", "made_at": made_at}
    asked = name in ("reassign", "reschedule", "cancel")
    got = _outcome(ITEM, name, state, (lambda _: True) if asked else None, given_fields, facts)
    closed = plan_state in (PlanState.COMPLETED, PlanState.CANCELLED, PlanState.SUBMITTED)
    holds = {
        "finish": state in ("planned", "missed") and plan_state in ("active", "completed") and made_at <= missed_after,
        "call_back": state in ("planned", "missed")
        and plan_state in ("active", "completed")
        and made_at <= missed_after,
        "try_again": state in ("planned", "missed")
        and plan_state in ("active", "completed")
        and made_at <= missed_after,
        "miss": state == "planned",
        "amend": state == "planned",
        "reassign": state == "planned" and not closed,
        "reschedule": state == "planned" and not closed and bool(given_reason),
        "cancel": state == "planned" and not closed and bool(given_reason),
        "hand_over": state in ("planned", "pending_approval"),
    }.get(name, state == "pending_approval")
    assert (got is not None) == holds
    if not asked:  # people cannot ask for what contact records, the clock and other moves do
        assert _outcome(ITEM, name, state, lambda _: True, given_fields, facts) is None


def test_nobody_decides_on_an_amendment_of_their_own() -> None:
    for own in (True, False):
        got = _outcome(AMENDMENT, "approve", AMENDMENT.start, lambda _: True, {}, AmendmentFacts(own=own))
        assert (got is None) == own


def _outcome(
    table: Workflow[Any], name: str, state: Any, may: Callable[[str], bool] | None, given: dict[str, Any], facts: Any
) -> Any:
    """The state the move leads to, or None when it is refused."""
    with contextlib.suppress(Forbidden, Conflict, Invalid):
        move, now = table.find(name, state, may=may, facts=facts), datetime(2026, 3, 10, tzinfo=UTC)
        at = MoveContext(move, None, state, now, now, given=given, facts=facts)
        table.require_needs(at, ())
        table.require_conditions(at, ())
        return at.target
    return None
