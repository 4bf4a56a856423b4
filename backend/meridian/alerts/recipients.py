"""From roles to persons: who stands in for whom. Where nobody is found it goes up the ladder (MC-27). Pure.

What is one person's reaches that person. Where that person is gone, and for what is addressed to a role, the seats
say who it reaches: everybody who holds the role in the department, else in the company.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from meridian.identity.permissions import Role
from meridian.policies.rules import EscalationRecipient as Recipient

LADDER: tuple[Recipient, ...] = (
    Recipient.OWNER,
    Recipient.FIRST_RESPONDER,
    Recipient.DEPARTMENT_MANAGER,
    Recipient.SALES_MANAGER,
    Recipient.DEPUTY_DIRECTOR,
    Recipient.DIRECTOR,
)
LAST_RESORT = (Role.DEPUTY_DIRECTOR, Role.SALES_MANAGER, Role.ADMINISTRATOR)
"""Who hears what the top of the ladder should, while the company has no director."""
NOWHERE = uuid.UUID(int=0)
"""The unit of what belongs to no team and no department."""


class Person(NamedTuple):
    """Somebody who works here now."""

    id: uuid.UUID
    role: str
    department_id: uuid.UUID | None


class Unit(NamedTuple):
    """A team, a department, or nowhere, with the people it has: `heads` stand in for its own, first to last."""

    id: uuid.UUID
    department_id: uuid.UUID | None
    heads: tuple[uuid.UUID | None, ...] = ()
    sales_manager: uuid.UUID | None = None
    department_manager: uuid.UUID | None = None


class Seat(NamedTuple):
    """A person whom something of that unit reaches when it is addressed to that rung and no one person has it."""

    recipient: Recipient
    unit_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True)
class Company:
    """The people and where they are."""

    people: Sequence[Person]
    units: Sequence[Unit]
    present: frozenset[uuid.UUID] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "present", frozenset(person.id for person in self.people))

    def seats(self) -> Iterator[Seat]:
        """For every rung and unit, who is reached. Nobody only where the company has nobody to answer for it."""
        for unit in (*self.units, Unit(NOWHERE, None)):
            for recipient in LADDER:
                yield from (Seat(recipient, unit.id, user_id) for user_id in self.reached(recipient, unit))

    def reached(self, recipient: Recipient, unit: Unit) -> list[uuid.UUID]:
        """The persons of the first rung from `recipient` on that has any."""
        rungs = (self._standing(rung, unit) for rung in LADDER[LADDER.index(recipient) :])
        others = (self._holding(role, unit) for role in LAST_RESORT)
        return next((found for found in (*rungs, *others) if found), [])

    def _standing(self, rung: Recipient, unit: Unit) -> list[uuid.UUID]:
        match rung:
            case Recipient.OWNER:
                return self._first(unit.heads)
            case Recipient.FIRST_RESPONDER:
                return []
            case Recipient.DEPARTMENT_MANAGER:
                return self._first([unit.department_manager])
            case Recipient.SALES_MANAGER:
                return self._first([unit.sales_manager]) or self._holding(Role.SALES_MANAGER, unit)
            case Recipient.DEPUTY_DIRECTOR:
                return self._holding(Role.DEPUTY_DIRECTOR, unit)
            case Recipient.DIRECTOR:
                return self._holding(Role.DIRECTOR, unit)

    def _first(self, wanted: Iterable[uuid.UUID | None]) -> list[uuid.UUID]:
        return [user_id for user_id in wanted if user_id is not None and user_id in self.present][:1]

    def _holding(self, role: Role, unit: Unit) -> list[uuid.UUID]:
        held = [person for person in self.people if person.role == role]
        near = [person for person in held if person.department_id == unit.department_id]
        return [person.id for person in near or held]
