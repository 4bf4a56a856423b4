"""Who is reached: up the ladder until there is somebody."""

import uuid
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.identity.permissions import Role
from meridian.identity.reporting_line import NOWHERE, Person, ReportingLine, Unit
from meridian.identity.rules import LADDER
from meridian.identity.rules import EscalationRecipient as R

SALES, SERVICE = uuid.UUID(int=1), uuid.UUID(int=2)
PEOPLE = {
    "lead": Person(uuid.UUID(int=11), Role.TEAM_LEAD, SALES),
    "manager": Person(uuid.UUID(int=12), Role.SALES_MANAGER, SALES),
    "manager2": Person(uuid.UUID(int=13), Role.SALES_MANAGER, SALES),
    "head": Person(uuid.UUID(int=14), Role.SERVICE_AGENT, SERVICE),
    "deputy": Person(uuid.UUID(int=15), Role.DEPUTY_DIRECTOR, SALES),
    "director": Person(uuid.UUID(int=16), Role.DIRECTOR, None),
    "administrator": Person(uuid.UUID(int=17), Role.ADMINISTRATOR, None),
}
ID = {name: person.id for name, person in PEOPLE.items()}
TEAM = Unit(uuid.UUID(int=21), SALES, (ID["lead"], ID["manager"]), ID["manager"])
UNITS = {
    "team": TEAM,
    "sales": Unit(SALES, SALES),
    "service": Unit(SERVICE, SERVICE, department_manager=ID["head"]),
    "nowhere": Unit(NOWHERE, None),
}


def company(*gone: str) -> ReportingLine:
    return ReportingLine([person for name, person in PEOPLE.items() if name not in gone], list(UNITS.values())[:3])


@pytest.mark.parametrize(
    ("recipient", "unit", "gone", "reached"),
    [
        (R.OWNER, "team", (), ["lead"]),
        (R.OWNER, "team", ("lead",), ["manager"]),
        (R.OWNER, "service", (), ["head"]),
        (R.OWNER, "service", ("head",), ["manager", "manager2"]),
        (R.OWNER, "service", ("head", "manager", "manager2"), ["deputy"]),
        (R.DEPARTMENT_MANAGER, "service", (), ["head"]),
        (R.DEPARTMENT_MANAGER, "service", ("head",), ["director"]),  # no manager of another department stands in
        (R.DEPARTMENT_MANAGER, "service", ("head", "director"), ["deputy"]),
        (R.DEPARTMENT_MANAGER, "sales", (), ["manager", "manager2"]),
        (R.SALES_MANAGER, "team", (), ["manager"]),
        (R.SALES_MANAGER, "sales", (), ["manager", "manager2"]),
        (R.SALES_MANAGER, "sales", ("manager", "manager2"), ["deputy"]),
        (R.DEPUTY_DIRECTOR, "nowhere", ("deputy",), ["director"]),
        (R.DIRECTOR, "sales", (), ["director"]),
        (R.DIRECTOR, "sales", ("director",), ["deputy"]),
        (R.DIRECTOR, "sales", ("director", "deputy"), ["manager", "manager2"]),
        (R.DIRECTOR, "team", ("director", "deputy", "manager", "manager2"), ["administrator"]),
    ],
)
def test_the_ladder(recipient: R, unit: str, gone: Sequence[str], reached: list[str]) -> None:
    assert company(*gone).reached(recipient, UNITS[unit].id) == [ID[name] for name in reached]


def test_what_is_somebodys_goes_to_them_while_they_are_here() -> None:
    assert company().reached(R.OWNER, TEAM.id, ID["head"]) == [ID["head"]]
    assert company("head").reached(R.OWNER, TEAM.id, ID["head"]) == [ID["lead"]]
    assert company().reached(R.DEPUTY_DIRECTOR, uuid.uuid4()) == [ID["director"]]  # a unit nobody knows


@given(st.sets(st.sampled_from(sorted(set(PEOPLE) - {"administrator"}))))
def test_no_escalation_reaches_nobody(gone: set[str]) -> None:
    """Whoever is gone: every rung of every unit has a seat, and none of those who are gone sits on one."""
    seats = list(company(*gone).seats())
    assert {(seat.recipient, seat.unit_id) for seat in seats} == {
        (recipient, unit.id) for recipient in LADDER for unit in UNITS.values()
    }
    assert not {seat.user_id for seat in seats} & {ID[name] for name in gone}
