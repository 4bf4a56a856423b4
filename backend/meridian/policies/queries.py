"""Every SELECT of policies. Everybody may read the company's policy, so nothing here is scoped."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from meridian.identity.models import User
from meridian.identity.permissions import Role
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session
from meridian.policies.definitions.control import SENSITIVE_FIELDS
from meridian.policies.models import PolicyVersion, PolicyWithdrawal
from meridian.policies.rules import History, Policies, Version, VersionState

_EVERYTHING = select(
    PolicyVersion.key,
    PolicyVersion.number,
    PolicyVersion.value,
    PolicyVersion.effective_from,
    PolicyWithdrawal.id.is_not(None).label("withdrawn"),
).outerjoin(PolicyWithdrawal, PolicyWithdrawal.version_id == PolicyVersion.id)


async def load_history(session: Session) -> History:
    """Every version of every setting, from the database."""
    return History(Version(*row) for row in await session.execute(_EVERYTHING))


HISTORY = ProcessCache("meridian_policy", load_history)
"""A moment's values are worked out from all versions, so the passing of time needs no new reading."""


async def history(session: Session) -> History:
    """Every version of every setting, from this process where they are kept."""
    return await HISTORY.get(session)


async def snapshot(session: Session, at: datetime | None = None) -> Policies:
    """The company's policy in force at `at`, past or future; by default when the unit of work began."""
    return (await history(session)).at(at or session.now)


async def masked_groups(session: Session, role: Role, at: datetime) -> frozenset[str]:
    """Groups of sensitive fields hidden from `role` (CR-10, MC-8)."""
    return frozenset((await snapshot(session, at)).get(SENSITIVE_FIELDS)[role])


@dataclass(frozen=True)
class Withdrawn:
    """Who took a version back, when and why."""

    at: datetime
    author_id: uuid.UUID
    author_name: str
    confirmed_by: uuid.UUID | None
    confirmed_by_name: str | None
    reason: str


@dataclass(frozen=True)
class Decision:
    """A version with who decided it and what has become of it."""

    id: uuid.UUID
    key: str
    number: int
    value: Any
    effective_from: datetime
    state: VersionState
    author_id: uuid.UUID
    author_name: str
    confirmed_by: uuid.UUID | None
    confirmed_by_name: str | None
    reason: str
    created_at: datetime
    withdrawal: Withdrawn | None


async def decisions(session: Session, key: str) -> list[Decision]:
    """Every version of a setting, newest first."""
    author, confirmer, withdrawer, second = aliased(User), aliased(User), aliased(User), aliased(User)
    rows = (
        await session.execute(
            select(PolicyVersion, PolicyWithdrawal, author.name, confirmer.name, withdrawer.name, second.name)
            .join(author, author.id == PolicyVersion.author_id)
            .outerjoin(confirmer, confirmer.id == PolicyVersion.confirmed_by)
            .outerjoin(PolicyWithdrawal, PolicyWithdrawal.version_id == PolicyVersion.id)
            .outerjoin(withdrawer, withdrawer.id == PolicyWithdrawal.author_id)
            .outerjoin(second, second.id == PolicyWithdrawal.confirmed_by)
            .where(PolicyVersion.key == key)
            .order_by(PolicyVersion.number.desc())
        )
    ).all()
    versions = [
        Version(row.key, row.number, row.value, row.effective_from, withdrawal is not None)
        for row, withdrawal, *_ in rows
    ]
    known = History(versions)
    return [
        Decision(
            id=row.id,
            key=row.key,
            number=row.number,
            value=row.value,
            effective_from=row.effective_from,
            state=known.state(version, session.now),
            author_id=row.author_id,
            author_name=author_name,
            confirmed_by=row.confirmed_by,
            confirmed_by_name=confirmer_name,
            reason=row.reason,
            created_at=row.created_at,
            withdrawal=Withdrawn(
                at=withdrawal.created_at,
                author_id=withdrawal.author_id,
                author_name=withdrawer_name,
                confirmed_by=withdrawal.confirmed_by,
                confirmed_by_name=second_name,
                reason=withdrawal.reason,
            )
            if withdrawal
            else None,
        )
        for version, (row, withdrawal, author_name, confirmer_name, withdrawer_name, second_name) in zip(
            versions, rows, strict=True
        )
    ]


class RoleCount(NamedTuple):
    """How many active people act in a role."""

    role: Role
    people: int


async def people_by_role(session: Session, roles: Iterable[Role]) -> list[RoleCount]:
    """How many active people there are in each of `roles`."""
    wanted = tuple(roles)
    rows = await session.execute(
        select(User.role, func.count()).where(User.active, User.role.in_(wanted)).group_by(User.role)
    )
    counts = {role: int(count) for role, count in rows}
    return [RoleCount(role, counts.get(role, 0)) for role in wanted]
