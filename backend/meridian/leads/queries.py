"""SELECTs on scores of leads: one customer's, and the last comparison with who bought."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, select, text

from meridian.calendars.queries import today
from meridian.customers import queries as customers
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import share_of
from meridian.leads.models import LeadCheck
from meridian.leads.rules import LEADS
from meridian.leads.schemas import LeadCheckRead, LeadFactRead, LeadScoreRead
from meridian.policies.definitions.sales import HIGHEST, LEAD_SCORE_RULES, LeadFact
from meridian.policies.queries import snapshot
from meridian.policies.rules import SensitiveGroup
from meridian.rates.queries import base_currency

# Every lead's score worked out by one statement over as many customers as are asked for (MC-10).
#
# Each fact of `lead_score_rules` becomes an expression that gives its points; the score is their sum, between 0 and
# 100. The same statement scores customers as the facts stand now, or as they stood on a day of the past: what happened
# since (talks, calls, intents heard, needs, opportunities, people entered) is left out then, while source, size and
# expected sales count as they are known today.

Values = dict[str, Any]
# Of a customer `c`, at the moment `:at`. Names and texts are ours; what people decide is bound.
_RATES = """
money AS (
  SELECT DISTINCT ON (currency) currency, rate FROM exchange_rate
   WHERE base_currency = :base AND valid_on <= :today ORDER BY currency, valid_on DESC
), rated AS (
  SELECT currency, rate FROM money WHERE currency <> :base UNION ALL SELECT CAST(:base AS text), 1
)"""
_FACTS = """
SELECT c.id, c.source_channel, c.employee_count,
       c.expected_annual_sales_amount * rated.rate AS expected,
       EXISTS (SELECT FROM contact WHERE contact.customer_id = c.id AND contact.role = 'decision_maker'
                  AND contact.active AND contact.created_at <= :at) AS decision_maker,
       EXISTS (SELECT FROM need WHERE need.customer_id = c.id AND need.state <> 'dropped'
                  AND need.created_at <= :at) AS need,
       EXISTS (SELECT FROM opportunity AS o WHERE o.customer_id = c.id AND o.created_at <= :at
                  AND (o.closed_at IS NULL OR o.closed_at > :at)) AS opportunity,
       talk.talked_at, tries.unreached, {intent} AS intent_level{more}
  FROM customer AS c
  LEFT JOIN rated ON rated.currency = c.expected_annual_sales_currency
  LEFT JOIN LATERAL (
    SELECT max(r.started_at) AS talked_at FROM contact_record AS r
     WHERE r.customer_id = c.id AND r.reached AND r.started_at <= :at
  ) AS talk ON true
  LEFT JOIN LATERAL (
    SELECT count(*) AS unreached FROM contact_record AS r
     WHERE r.customer_id = c.id AND NOT r.reached AND r.method = 'phone' AND r.direction = 'outbound'
       AND r.started_at <= :at AND r.started_at > coalesce(talk.talked_at, '-infinity')
  ) AS tries ON true
"""
_NOW = "c.intent_level"
_THEN = """coalesce((SELECT r.intent_level FROM contact_record AS r
  WHERE r.customer_id = c.id AND r.intent_level IS NOT NULL AND r.started_at <= :at
  ORDER BY r.started_at DESC, r.id DESC LIMIT 1), 'none')"""
_LEADS = ", ".join(f"'{category}'" for category in LEADS)
_PICKED = f"WHERE c.id = ANY(:ids) AND c.category IN ({_LEADS}) AND c.archived_at IS NULL AND c.merged_into_id IS NULL"
# Who was there on that day and had not bought; `bought_on`: their first order since, if any.
_COHORT = """
  LEFT JOIN LATERAL (
    SELECT coalesce(min(o.ordered_on), c.last_order_on) AS first_on FROM customer_order AS o WHERE o.customer_id = c.id
  ) AS bought ON true
 WHERE c.created_at <= :at AND c.merged_into_id IS NULL AND (c.archived_at IS NULL OR c.archived_at > :at)
   AND (bought.first_on IS NULL OR bought.first_on > :day)
"""


def _by_code(column: str, fact: Any, name: str, values: Values) -> str:
    cases = []
    for n, (code, points) in enumerate(fact.points.items()):
        values |= {f"{name}_{n}_code": code.value, f"{name}_{n}": points}
        cases.append(f"WHEN CAST(:{name}_{n}_code AS text) THEN CAST(:{name}_{n} AS integer)")
    return f"CASE {column} {' '.join(cases)} ELSE 0 END" if cases else "0"


def _when(condition: str, *names: str) -> Callable[[Any, str, Values], str]:
    """Its points where the condition holds, in which `:x` is the fact's own field of that name."""

    def points(fact: Any, name: str, values: Values) -> str:
        said = condition
        for field in names:
            values[f"{name}_{field}"] = getattr(fact, field)
            said = said.replace(f":{field}", f":{name}_{field}")
        values[f"{name}_points"] = fact.points
        return f"CASE WHEN {said} THEN CAST(:{name}_points AS integer) ELSE 0 END"

    return points


_POINTS: Mapping[str, Callable[[Any, str, Values], str]] = {
    "source": lambda fact, name, values: _by_code("source_channel", fact, name, values),
    "intent": lambda fact, name, values: _by_code("intent_level", fact, name, values),
    "expected_sales": _when("expected >= CAST(:from_amount AS numeric)", "from_amount"),
    "employees": _when("employee_count >= CAST(:at_least AS integer)", "at_least"),
    "decision_maker": _when("decision_maker"),
    "need": _when("need"),
    "opportunity": _when("opportunity"),
    "talked": _when("talked_at > :at - make_interval(days => CAST(:within_days AS integer))", "within_days"),
    "unreached": _when("unreached >= CAST(:at_least AS integer)", "at_least"),
}


def _scored(rules: Sequence[LeadFact], facts: str, values: Values) -> str:
    """`scored`: what `facts` finds with the points of each rule (`p0`, `p1`, …) and the score."""
    points = [_POINTS[fact.kind](fact, f"f{n}", values) for n, fact in enumerate(rules)]
    columns = ", ".join(f"{sql} AS p{n}" for n, sql in enumerate(points))
    total = " + ".join(f"p{n}" for n in range(len(rules)))
    return f"""
WITH {_RATES}, leads AS ({facts}), pointed AS (SELECT *, {columns} FROM leads),
scored AS (SELECT *, least({HIGHEST}, greatest(0, {total})) AS score FROM pointed)
"""  # noqa: S608


def scored_now(
    session: Session, ids: Sequence[uuid.UUID], rules: Sequence[LeadFact], today: date, base: str
) -> tuple[str, Values]:
    """`scored`, for a statement to begin with: these customers by their facts as they are now; and its values."""
    values: Values = {"ids": list(ids), "at": session.now, "today": today, "base": base}
    return _scored(rules, _FACTS.format(intent=_NOW, more="") + _PICKED, values), values


async def explain(
    session: Session, customer_id: uuid.UUID, rules: Sequence[LeadFact], today: date, base: str
) -> RowMapping | None:
    """The customer's facts, the points of each rule by its place (`p0`, …) and the score; None of who is no lead."""
    scored, values = scored_now(session, [customer_id], rules, today, base)
    return (await session.execute(text(f"{scored} SELECT * FROM scored"), values)).mappings().one_or_none()  # noqa: S608


async def compare(
    session: Session, at: datetime, day: date, last: date, rules: Sequence[LeadFact], base: str
) -> list[RowMapping]:
    """Those who had not bought by `day`, scored as of `at`: by score and by which rules gave points (`had`, in their
    order), how many they were (`leads`) and how many of them first bought by `last` (`closed`)."""
    values: Values = {"at": at, "today": last, "day": day, "last": last, "base": base}
    facts = _FACTS.format(intent=_THEN, more=", bought.first_on") + _COHORT
    scored = _scored(rules, facts, values)
    had = ", ".join(f"p{n} <> 0" for n in range(len(rules)))
    return list(
        (
            await session.execute(
                text(f"""{scored}
SELECT score, ARRAY[{had}] AS had, count(*) AS leads, count(*) FILTER (WHERE first_on <= :last) AS closed
  FROM scored GROUP BY 1, 2"""),  # noqa: S608
                values,
            )
        ).mappings()
    )


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
