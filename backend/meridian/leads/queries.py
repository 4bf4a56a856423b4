"""SELECTs on scores of leads: one customer's, and the last comparison with who bought."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from meridian.calendars.queries import today
from meridian.customers import queries as customers
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import share_of
from meridian.leads.models import LeadCheck
from meridian.leads.schemas import LeadCheckRead, LeadFactRead, LeadScoreRead
from meridian.leads.scoring import explain
from meridian.policies.definitions.selling import LEAD_SCORE_RULES
from meridian.policies.queries import snapshot
from meridian.policies.rules import SensitiveGroup
from meridian.policies.selling_values import LeadFact
from meridian.rates.queries import base_currency

_CODES = {"source": "source_channel", "intent": "intent_level"}
_LIMITS = {"expected_sales": "from_amount", "employees": "at_least", "talked": "within_days", "unreached": "at_least"}
_HIDDEN = {"expected_sales": SensitiveGroup.BUDGET}


async def score(session: Session, actor: Actor, customer_id: uuid.UUID) -> LeadScoreRead:
    """The customer's score as its facts stand now, each with its points. 404 outside the actor's scope."""
    await customers.load(session, actor, customer_id)
    policies, base = await snapshot(session), await base_currency(session)
    rules = policies.get(LEAD_SCORE_RULES)
    row = await explain(session, customer_id, rules, await today(session), base)
    facts = [] if row is None else [_fact(fact, row, f"p{n}", session, actor) for n, fact in enumerate(rules)]
    return LeadScoreRead(
        score=None if row is None else row["score"],
        facts=facts,
        currency=base,
        policy_version=policies.version(LEAD_SCORE_RULES),
    )


def _fact(fact: LeadFact, row: Mapping[Any, Any], points: str, session: Session, actor: Actor) -> LeadFactRead:
    hidden = _HIDDEN.get(fact.kind) in actor.masked
    given = fact.points
    limit = _LIMITS.get(fact.kind)
    return LeadFactRead.model_validate(
        {
            "kind": fact.kind,
            "points": None if hidden else row[points],
            "best": given if isinstance(given, int) else max(given.values(), default=0),
            "code": row[_CODES[fact.kind]] if fact.kind in _CODES else None,
            "limit": None if limit is None else getattr(fact, limit),
            "found": None if hidden else _found(fact.kind, row, session),
        }
    )


def _found(kind: str, row: Mapping[Any, Any], session: Session) -> Decimal | int | None:
    match kind:
        case "expected_sales":
            return None if row["expected"] is None else round(Decimal(row["expected"]), 2)
        case "employees":
            return row["employee_count"]  # type: ignore[no-any-return]
        case "talked":
            return None if row["talked_at"] is None else (session.now - row["talked_at"]).days
        case "unreached":
            return row["unreached"]  # type: ignore[no-any-return]
        case _:
            return None


async def latest_check(session: Session) -> LeadCheckRead | None:
    """The last comparison of scores with who bought, or that it was asked for."""
    found = await session.scalar(select(LeadCheck).order_by(LeadCheck.started_at.desc(), LeadCheck.id.desc()).limit(1))
    return None if found is None else read(found)


def read(check: LeadCheck) -> LeadCheckRead:
    """A comparison with its shares."""
    columns = {name: getattr(check, name) for name in LeadCheckRead.model_fields if name != "closed"}
    bands = [{**band, "closed": share_of(band["closed"], band["leads"])} for band in check.bands]
    effects = [
        {"kind": each["kind"], **{name: share_of(*each[name]) for name in ("having", "others")}} for each in check.facts
    ]
    closed = share_of(sum(band["closed"] for band in check.bands), sum(band["leads"] for band in check.bands))
    return LeadCheckRead.model_validate({**columns, "closed": closed, "bands": bands, "facts": effects})
