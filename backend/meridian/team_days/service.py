"""Setting targets."""

import uuid
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from meridian.calendars.queries import today
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, fault
from meridian.rates.queries import base_currency
from meridian.team_days import queries, rules
from meridian.team_days.events import MONTH_TARGET_CHANGED
from meridian.team_days.models import MonthTarget
from meridian.team_days.schemas import MonthTargetsUpdate, TargetLine


async def set_targets(session: WriteSession, actor: Actor, body: MonthTargetsUpdate) -> None:
    """Sets all lines or none. 422 naming each line that is not the actor's to set or contradicts itself and for a month
    that is over, 409 naming each that somebody else set since it was read (OT-2, TS-3)."""
    month = rules.first_of(body.month)
    if month < rules.month_of(await today(session)):
        raise fault("/month", "out_of_range", msg("must not be over"))
    people = await queries.people_led(session, actor, (each.user_id for each in body.items if each.user_id))
    teams = await queries.teams_led(session, actor, (each.team_id for each in body.items if each.team_id))
    if wrong := list(_faults(body.items, people | teams)):
        raise Invalid(errors=wrong)
    known = await queries.targets_to_set(session, month, people | teams)
    if stale := [place for place, each in enumerate(body.items) if each.version != _version(known.get(_whose(each)))]:
        raise Conflict(
            msg("somebody else set these targets meanwhile; read them again"),
            reason="targets_changed",
            errors=[
                Fault(f"/items/{place}", "set_meanwhile", msg("was set by somebody else since")) for place in stale
            ],
        )
    base = await base_currency(session)
    for each in body.items:
        target = known.get(_whose(each)) or MonthTarget(month=month, user_id=each.user_id, team_id=each.team_id)
        aims = each.model_dump(include={"calls", "connected", "customers_won", "signed_sum"})
        changed = assign(target, aims | {"currency": base if each.signed_sum else None})
        if changed:
            session.add(target)
            await publish(session, MONTH_TARGET_CHANGED, target)


def _whose(line: TargetLine) -> uuid.UUID | None:
    return line.user_id or line.team_id


def _version(target: MonthTarget | None) -> int:
    return 0 if target is None else target.version


def _faults(lines: Sequence[TargetLine], led: Collection[uuid.UUID]) -> Iterator[Fault]:
    times = Counter(map(_whose, lines))
    for place, line in enumerate(lines):
        named = f"/items/{place}/{'team_id' if line.user_id is None else 'user_id'}"
        if (line.user_id is None) == (line.team_id is None):
            yield Fault(named, "one_of", msg("name a person or a team, and not both"))
        elif times[_whose(line)] > 1:
            yield Fault(named, "repeated", msg("is named more than once"))
        elif _whose(line) not in led:
            yield Fault(named, "not_found", msg("is not yours to set targets for"))
        if line.calls is not None and line.connected is not None and line.connected > line.calls:
            yield Fault(f"/items/{place}/connected", "out_of_range", msg("must not be more than the calls"))
