"""Scoring leads, and comparing scores with who bought (MC-10)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from meridian.calendars.queries import company_zone, today
from meridian.customers.models import Customer
from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import About, publish
from meridian.leads.events import LEADS_CHECKED
from meridian.leads.models import LeadCheck
from meridian.leads.queries import compare, scored_now
from meridian.leads.rules import BANDS, Band
from meridian.policies.definitions.sales import LEAD_CHECK_DAYS, LEAD_SCORE_RULES
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency

CHECK = "leads.check"
LOCK = "lead_checks"
Row = Mapping[Any, Any]


async def score(session: WriteSession, ids: Sequence[uuid.UUID]) -> None:
    """Scores these customers anew; none has a score who has bought, is archived or merged away. Safe to repeat: who has
    the right score is left alone."""
    rules = (await snapshot(session)).get(LEAD_SCORE_RULES)
    scored, values = scored_now(session, ids, rules, await today(session), await base_currency(session))
    update = f"""{scored}
UPDATE customer SET lead_score = found.score
  FROM (SELECT picked.id, scored.score FROM unnest(CAST(:ids AS uuid[])) AS picked(id)
          LEFT JOIN scored ON scored.id = picked.id) AS found
 WHERE customer.id = found.id AND customer.lead_score IS DISTINCT FROM found.score"""  # noqa: S608
    await session.execute(text(update), values)


async def score_next(session: WriteSession, after: uuid.UUID | None, limit: int) -> uuid.UUID | None:
    """Scores the customers that follow in the order of their ids; the last id, None at the end."""
    following = select(Customer.id).order_by(Customer.id).limit(limit)
    ids = (await session.scalars(following.where(Customer.id > after) if after else following)).all()
    if not ids:
        return None
    await score(session, ids)
    return ids[-1]


async def begin_check(session: WriteSession, actor: Actor | None) -> LeadCheck:
    """Notes that scores are to be compared; a check that waits or is under way already is that one."""
    await one_at_a_time(session, LOCK)
    waiting = select(LeadCheck).where(LeadCheck.finished_at.is_(None)).order_by(LeadCheck.started_at.desc()).limit(1)
    check = await session.scalar(waiting)
    if check is None:
        check = LeadCheck(started_at=session.now, asked_by=actor and actor.user_id)
        session.add(check)
        await session.flush()
        await session.refresh(check)
    return check


async def run_check(session: WriteSession, check_id: uuid.UUID) -> None:
    """Compares who had not bought `lead_check_days` ago with who has since, unless that is done already."""
    await one_at_a_time(session, f"{LOCK}:run")
    check = await session.get(LeadCheck, check_id)
    if check is None or check.finished_at is not None:
        return
    policies = await snapshot(session)
    rules, days = policies.get(LEAD_SCORE_RULES), policies.get(LEAD_CHECK_DAYS)
    last = await today(session)
    day = last - timedelta(days=days)
    at = datetime.combine(day + timedelta(days=1), datetime.min.time(), await company_zone(session))
    found = await compare(session, at, day, last, rules, await base_currency(session))
    check.bands = [{"lowest": band.lowest, "highest": band.highest, **_sum(_within(found, band))} for band in BANDS]
    check.facts = [{"kind": fact.kind, **_effect(found, n)} for n, fact in enumerate(rules)]
    check.day, check.days, check.policy_version = day, days, policies.version(LEAD_SCORE_RULES)
    check.finished_at = session.now
    await publish(session, LEADS_CHECKED, About(check.id, "lead_check"), version=1)


def _within(found: Sequence[Row], band: Band) -> list[Row]:
    return [row for row in found if band.lowest <= row["score"] <= band.highest]


def _sum(rows: Sequence[Row]) -> dict[str, int]:
    return {name: sum(row[name] for row in rows) for name in ("leads", "closed")}


def _effect(found: Sequence[Row], place: int) -> dict[str, list[int]]:
    """Who bought and how many they are: of those with the fact, and of the others."""
    both = {"having": True, "others": False}
    sums = {name: _sum([row for row in found if row["had"][place] is had]) for name, had in both.items()}
    return {name: [each["closed"], each["leads"]] for name, each in sums.items()}
