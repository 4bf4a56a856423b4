"""Deciding on settings, and taking a decision back before it comes into force."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from meridian.identity.events import forget_actors
from meridian.identity.permissions import Permission, Role, company_wide_roles
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import check_version
from meridian.policies import queries
from meridian.policies.definitions import registry
from meridian.policies.definitions.registry import DEFINITIONS, POLICY_SECOND_PERSON
from meridian.policies.errors import (
    UnknownPolicy,
    UnknownVersion,
    clashing,
    in_the_past,
    invalid_value,
    nobody_else,
    not_pending,
    still_needed,
    takes_two,
)
from meridian.policies.events import POLICY_CHANGED, POLICY_WITHDRAWN
from meridian.policies.models import PolicyVersion, PolicyWithdrawal
from meridian.policies.rules import (
    Change,
    History,
    InvalidValueError,
    PolicyDefinition,
    Version,
    VersionState,
    difference,
)


def definition_of(key: str) -> PolicyDefinition[Any]:
    """The setting of that key; 404 when there is none."""
    definition = DEFINITIONS.get(key)
    if definition is None:
        raise UnknownPolicy(msg("{key} is no setting of the policy", key=key))
    return definition


def _normalised(definition: PolicyDefinition[Any], value: JsonValue) -> JsonValue:
    """The value as it is kept; 422 with each fault."""
    try:
        return definition.dump(definition.parse(value))
    except InvalidValueError as error:
        raise invalid_value(error) from None


def _effective(session: Session, wanted: datetime | None) -> datetime:
    """From when a decision made now takes effect: at once, or later; 422 for the past."""
    if wanted is not None and wanted < session.now:
        raise in_the_past()
    return wanted or session.now


async def locked(session: WriteSession, key: str) -> History:
    """Everything decided; nobody else decides on the setting or those it relates to until this is done."""
    await one_at_a_time(session, *(f"policy:{each}" for each in registry.related(key)))
    return await queries.load_history(session)


def _check_relations(history: History, key: str, value: JsonValue, effective: datetime) -> None:
    """422 when the value would clash with what other settings say, now or later."""
    tried = history.decided(Version(key, history.latest(key) + 1, value, effective))
    if faults := registry.clashes(tried, key, effective):
        raise clashing(faults)


async def _check_confirmable(session: Session, key: str, value: JsonValue) -> None:
    """422 when settings would take two while only one person decides on the policy: nobody could confirm any more."""
    if key == POLICY_SECOND_PERSON.key and value:
        roles = company_wide_roles(Permission.POLICY_WRITE)
        if sum(count.people for count in await queries.people_by_role(session, roles)) < 2:
            raise nobody_else()


async def set_value(
    session: WriteSession,
    key: str,
    *,
    value: JsonValue,
    reason: str,
    author_id: uuid.UUID,
    confirmed_by: uuid.UUID | None = None,
    effective_from: datetime | None = None,
    expected_revision: int,
) -> queries.Decision:
    """Decides that a setting has `value` from `effective_from` on (default: now).

    404 for an unknown key, 412 when the setting was decided on since it was read, 422 for a bad value, one that
    clashes with another setting, or a past date; 409 `second_person` where it takes two and nobody has confirmed it.
    """
    definition = definition_of(key)
    kept = _normalised(definition, value)
    effective = _effective(session, effective_from)
    history = await locked(session, key)
    check_version(history.revision(key), expected_revision)
    if confirmed_by is None and registry.takes_two(history, key, session.now, effective):
        raise takes_two()
    await _check_confirmable(session, key, kept)
    _check_relations(history, key, kept, effective)
    await session.set_reason(reason)
    session.add(
        PolicyVersion(
            key=key,
            number=history.latest(key) + 1,
            value=kept,
            effective_from=effective,
            author_id=author_id,
            confirmed_by=confirmed_by,
            reason=reason,
            created_at=session.now,
        )
    )
    await session.flush()
    decision = (await queries.decisions(session, key))[0]
    await publish(session, POLICY_CHANGED, decision, version=decision.number)
    await _forget(session)
    return decision


async def withdraw(
    session: WriteSession,
    key: str,
    number: int,
    *,
    reason: str,
    author_id: uuid.UUID,
    confirmed_by: uuid.UUID | None = None,
    expected_revision: int,
) -> queries.Decision:
    """Takes back a version that is not yet in force; it stays on record.

    404 for an unknown key or version, 409 once in force or withdrawn or when another setting counts on it, 412 when the
    setting changed since it was read; 409 `second_person` where the setting takes two and nobody has confirmed it.
    """
    definition_of(key)
    history = await locked(session, key)
    await _decision(session, key, number)
    check_version(history.revision(key), expected_revision)
    decision = await require_withdrawable(session, history, key, number)
    if confirmed_by is None and registry.takes_two(history, key, session.now, decision.effective_from):
        raise takes_two()
    await session.set_reason(reason)
    withdrawal = PolicyWithdrawal(
        version_id=decision.id,
        author_id=author_id,
        confirmed_by=confirmed_by,
        reason=reason,
        created_at=session.now,
    )
    session.add(withdrawal)
    await session.flush()
    await publish(session, POLICY_WITHDRAWN, decision, version=decision.number)
    await _forget(session)
    return await _decision(session, key, number)


async def require_withdrawable(session: Session, history: History, key: str, number: int) -> queries.Decision:
    """The version, if it is not yet in force and nothing counts on it; 404 or 409 otherwise."""
    definition_of(key)
    decision = await _decision(session, key, number)
    if decision.state is not VersionState.PENDING:
        raise not_pending(decision.state)
    without = history.decided(Version(key, number, decision.value, decision.effective_from, withdrawn=True))
    if faults := registry.clashes(without, key, decision.effective_from):
        raise still_needed(faults)
    return decision


async def _decision(session: Session, key: str, number: int) -> queries.Decision:
    for decision in await queries.decisions(session, key):
        if decision.number == number:
            return decision
    raise UnknownVersion(msg("{key} has no version {number}", key=key, number=number))


async def _forget(session: WriteSession) -> None:
    """Every process reads the policy anew, and the actors it knows: these carry what their role may not see."""
    await queries.HISTORY.invalidate(session)
    await forget_actors(session)


@dataclass(frozen=True)
class Preview:
    """What deciding on a value would do."""

    value: JsonValue
    effective_from: datetime
    replaced_number: int
    replaced_value: JsonValue
    changes: tuple[Change, ...]
    until: datetime | None
    affected: list[queries.RoleCount]


async def preview(session: Session, key: str, *, value: JsonValue, effective_from: datetime | None = None) -> Preview:
    """What `set_value` would change against the value otherwise in force then, refused for the same faults.

    `until` is when an already decided later version would take over. `affected` counts the active people of each role
    whose entry in the value changes.
    """
    definition = definition_of(key)
    kept = _normalised(definition, value)
    effective = _effective(session, effective_from)
    history = await queries.load_history(session)
    await _check_confirmable(session, key, kept)
    _check_relations(history, key, kept, effective)
    number = history.number_at(key, effective)
    replaced = definition.dump(history.value(definition, number))
    changes = difference(replaced, kept)
    later = history.pending(key, effective)
    first_steps = {change.pointer.split("/")[1] for change in changes if change.pointer}
    roles = tuple(role for role in Role if role in first_steps)
    return Preview(
        value=kept,
        effective_from=effective,
        replaced_number=number,
        replaced_value=replaced,
        changes=changes,
        until=later[0].effective_from if later else None,
        affected=await queries.people_by_role(session, roles),
    )
