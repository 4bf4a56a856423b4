"""A customer's calls of the last year: when it could be called, how each went, and where that left the customer."""

import random
import uuid
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import NamedTuple

from meridian.policies.rules import IntentLevel
from meridian.records.rules import DISPOSITIONS, Direction, Disposition, NextStepKind
from meridian_local.demo import week
from meridian_local.demo.rows import RecordRow, new_id
from meridian_local.demo.scene import Country, Owner, Scene, in_calling_hours, working_days

LEVELS = tuple(IntentLevel)
_WEIGHTS = {
    Disposition.CONNECTED: 42,
    Disposition.NO_ANSWER: 30,
    Disposition.VOICEMAIL: 10,
    Disposition.BUSY: 7,
    Disposition.CALLBACK_REQUESTED: 5,
    Disposition.REFUSED: 4,
    Disposition.WRONG_NUMBER: 1,
    Disposition.FAILED: 1,
}
_DISPOSITIONS = tuple(_WEIGHTS)
_CUMULATIVE = tuple(accumulate(_WEIGHTS.values()))
_LATE_SHARE = 0.04
LOG_AT_ONCE, LOG_LATE = (30, 1200), (2400, 14400)  # seconds after hanging up; the deadline is half an hour


class Party(NamedTuple):
    """Whom the calls go to: `contact_ids` and `numbers` of the customer, its zone if known, when it was entered."""

    customer_id: uuid.UUID
    country: Country
    zone: str
    since: datetime
    contact_ids: Sequence[uuid.UUID]
    numbers: Sequence[str]
    refuses: bool
    interest: int  # how far up the levels of intent this customer can be brought
    reached_ago: tuple[int, int]  # between how many days ago somebody there was spoken to for the last time


class Standing(NamedTuple):
    """What the calls come to."""

    intent_level: str
    first_contact_at: datetime | None
    last_contact_at: datetime | None
    refusal: RecordRow | None


def call_days(scene: Scene, zone: str, country: str, since: datetime) -> int:
    """On how many of the working days of the last year, counted back, the customer was there to be called."""
    days = working_days(zone, country, scene.now.date())
    return bisect_left(days, -since.timestamp(), key=lambda midnight: -midnight.timestamp())


def calls(rng: random.Random, scene: Scene, party: Party, owner: Owner, count: int) -> tuple[list[RecordRow], Standing]:
    """`count` calls in order of time, as many as there are days at least one apart where possible."""
    days = working_days(party.zone, party.country.code, scene.now.date())
    open_days = call_days(scene, party.zone, party.country.code, party.since)
    if not count or not open_days:
        return [], Standing(IntentLevel.NONE, None, None, None)
    nearest, farthest = (min(open_days - 1, _back(scene, party, ago)) for ago in party.reached_ago)
    latest = rng.randint(nearest, max(nearest, farthest))
    before = (rng.randrange(latest, open_days) for _ in range(count - 1))
    moments = sorted(in_calling_hours(rng, days[back]) for back in (*before, latest))
    records: list[RecordRow] = []
    level = 0
    first = last = None
    for number, started_at in enumerate(moments, start=1):
        refused = party.refuses and number == count
        disposition = (
            rng.choices(_DISPOSITIONS, cum_weights=_CUMULATIVE)[0] if number < count else Disposition.CONNECTED
        )
        disposition = Disposition.DO_NOT_CALL if refused else disposition
        if disposition is Disposition.CONNECTED:
            level = min(party.interest, max(0, level + rng.choice((0, 1, 1, 2, -1))))
        if refused:
            level = 0
        record = _record(rng, party, owner, started_at, disposition, LEVELS[level])
        if record.reached:
            first, last = first or started_at, started_at
        records.append(record)
    refusal = records[-1] if party.refuses else None
    return records, Standing(LEVELS[level], first, last, refusal)


def _back(scene: Scene, party: Party, days: int) -> int:
    """How many of their working days ago that was."""
    return call_days(scene, party.zone, party.country.code, scene.now - timedelta(days=days))


def _record(
    rng: random.Random, party: Party, owner: Owner, started_at: datetime, disposition: Disposition, level: IntentLevel
) -> RecordRow:
    reached = DISPOSITIONS[disposition].reached
    connected = disposition is Disposition.CONNECTED
    talk_seconds = rng.randrange(40, 900) if connected else rng.randrange(15, 90) if reached else 0
    ended_at = started_at + timedelta(seconds=talk_seconds + rng.randrange(8, 40))
    late = rng.random() < _LATE_SHARE
    logged_at = ended_at + timedelta(seconds=rng.randrange(*(LOG_LATE if late else LOG_AT_ONCE)))
    step = _next_step(level) if connected else None
    spoken = week.REFUSED if disposition is Disposition.DO_NOT_CALL else week.KEY_POINTS if connected else week.NO_TALK
    return RecordRow(
        new_id(rng, logged_at),
        logged_at,
        logged_at,
        party.customer_id,
        rng.choice(party.contact_ids) if party.contact_ids else None,
        owner.user_id,
        owner.team_id,
        owner.department_id,
        owner.user_id,
        "phone",
        Direction.INBOUND if connected and rng.random() < 0.08 else Direction.OUTBOUND,
        disposition,
        reached,
        started_at,
        ended_at,
        talk_seconds,
        rng.choice(party.numbers) if party.numbers else None,
        late,
        rng.choice(week.OUTCOMES) if connected else None,
        rng.choice(spoken) or None,
        level if connected or disposition is Disposition.DO_NOT_CALL else None,
        [rng.choice(week.OBJECTIONS)] if connected and rng.random() < 0.25 else [],
        step,
        rng.choice(week.REASONS_FOR_NO_STEP) if step is NextStepKind.NONE else None,
        None,
        None,
    )


def _next_step(level: IntentLevel) -> NextStepKind:
    """Clear intent is followed up, some is nurtured, none is let be (OT-16)."""
    if level is IntentLevel.NONE:
        return NextStepKind.NONE
    return NextStepKind.NURTURE if level is IntentLevel.LOW else NextStepKind.FOLLOW_UP
