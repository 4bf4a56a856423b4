"""Duplicates: checked for before entering, suspected then and every night, dismissed or taken up again (OT-8)."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select, text

from meridian.calendars.queries import time_in_state
from meridian.customers.schemas import CustomerCreate
from meridian.customers.service import Check
from meridian.duplicates import queries, rules
from meridian.duplicates.models import DuplicatePair
from meridian.duplicates.queries import Company, Match, read_pair
from meridian.duplicates.rules import POINTS, WEIGHTS, DuplicateReason, Strength
from meridian.duplicates.schemas import DuplicateCheck, DuplicateFound, PairMove
from meridian.duplicates.workflow import PAIR
from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, NotFound, fault
from meridian.kernel.workflow.service import Engine
from meridian.places.domains import parse_email, website_domain
from meridian.places.names import normalise_name
from meridian.places.phones import PhoneKind, parse_phones

# Is this company known already? Answered without telling what the actor may not see (OT-8).


async def check(session: Session, actor: Actor, body: DuplicateCheck) -> list[DuplicateFound]:
    """Customers that may be the company described, similar names among them."""
    given = body.model_dump(exclude_none=True)
    return matches_for(await queries.matches(session, actor, company(given, actor), similar=True), actor)


async def take_turns(session: WriteSession, actor: Actor, bodies: Sequence[CustomerCreate]) -> list[Check]:
    """Two who enter one company at once take turns, so that the second is told about the first. Gives what checks each
    before it is entered."""
    given = [body.model_dump() for body in bodies]
    about = [company(each, actor) for each in given]
    await one_at_a_time(session, *{name for each in about for name in (*each.keys, *each.emails, each.domain) if name})
    return [partial(_refuse_duplicates, session, actor, *each) for each in zip(given, about, strict=True)]


async def _refuse_duplicates(
    session: WriteSession, actor: Actor, given: Mapping[str, Any], about: Company
) -> Callable[[uuid.UUID], None]:
    """409 when a customer is almost certainly known. With `allow_duplicate` and a reason, not.

    What is returned makes the pairs of the new customer with those it may be: whoever merges has not to wait for the
    night. Those out of the actor's sight are among them; the list of pairs shows nobody more than they may see.
    """
    allowed = given["allow_duplicate"]
    if allowed and not given.get("reason"):
        raise fault("/reason", "missing", msg("say why it is entered although a similar customer may be known"))
    found = await queries.matches(session, actor, about, similar=False)
    if not allowed and any(rules.strength(match.points) is Strength.STRONG for match in found):
        raise Conflict(
            msg("this company seems to be known already; enter it all the same with `allow_duplicate` and a `reason`"),
            reason="possible_duplicate",
            matches=[each.model_dump(mode="json") for each in matches_for(found, actor)],
        )

    def suspect(customer_id: uuid.UUID) -> None:
        for pair in _pairs_of(customer_id, found):
            session.add(pair)

    return suspect


def _pairs_of(customer_id: uuid.UUID, found: Sequence[Match]) -> Iterator[DuplicatePair]:
    """What many have in common tells nothing; what else there is to such a pair, the night weighs."""
    shared = Counter(reason for match in found for reason in match.reasons)
    for match in found:
        if any(shared[reason] >= SHARED_BY_AT_MOST for reason in match.reasons):
            continue
        if (strength := rules.strength(match.points)) in (Strength.STRONG, Strength.MEDIUM):
            a, b = sorted((customer_id, match.customer_id))
            reasons = sorted(match.reasons, key=lambda reason: (-WEIGHTS[reason].here, reason))  # as by night
            yield DuplicatePair(a_id=a, b_id=b, points=match.points, strength=strength, reasons=reasons)


def company(given: dict[str, Any], actor: Actor) -> Company:
    """The fields of a customer in normal forms, without those the actor may not see: nothing is found by them."""
    names = [given[name] for name in ("name", "legal_name", "short_name") if given.get(name)]
    country = given.get("country")
    numbers = (entry["number"] for entry in given.get("phones") or ())
    emails = (parse_email(entry["address"]) for entry in given.get("emails") or ())
    website = given.get("website")
    return Company(
        keys=_distinct(filter(None, map(normalise_name, names))),
        country=country,
        domain=website_domain(website) if website else None,
        emails=() if "email" in actor.masked else _distinct(email.address for email in emails if email),
        phones=()
        if "phone" in actor.masked
        else _distinct(phone.e164 for number in numbers for phone in parse_phones(number, country) if phone.e164),
    )


def matches_for(found: Sequence[Match], actor: Actor) -> list[DuplicateFound]:
    """What the actor is told. Of a customer out of sight: that it exists, and whom to ask.

    Neither which of its fields agree nor weak evidence is told of it, or one could ask for the customers of others by
    their phones; nor how many there are.
    """
    answers: list[DuplicateFound] = []
    for match in found:
        strength = rules.strength(match.points)
        if strength is None or (strength is Strength.WEAK and not match.visible):
            continue
        if (answer := _match_for(match, strength)) not in answers:
            answers.append(answer)
    return answers


def _match_for(match: Match, strength: Strength) -> DuplicateFound:
    if not match.visible:
        return DuplicateFound(strength=strength, visible=False, ask_user_id=match.ask_id, ask_name=match.ask_name)
    return DuplicateFound(
        strength=strength,
        visible=True,
        customer_id=match.customer_id,
        name=match.name,
        archived=match.archived,
        reasons=list(match.reasons),
        ask_user_id=match.ask_id,
        ask_name=match.ask_name,
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


# Suspected pairs among the customers there are: listed, dismissed or taken up again, settled by a merge.


PAIR_MOVES = Engine(PAIR, DuplicatePair, time=time_in_state)


async def move_pair(
    session: WriteSession, actor: Actor, pair_id: uuid.UUID, name: str, body: PairMove, version: int
) -> None:
    """A move a person asks for. 404, 412, 409 with the allowed moves, 422 for a reason."""
    await read_pair(session, actor, pair_id)
    pair = await session.get(DuplicatePair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound()
    await PAIR_MOVES.make(session, pair, name, actor=actor, body=body, version=version)


async def settle_pair(session: WriteSession, one: uuid.UUID, other: uuid.UUID, name: str, reason: str | None) -> None:
    """The move that a merge of the two, or its undo, makes of their pair, if they were suspected."""
    a, b = sorted((one, other))
    pair = await session.scalar(
        select(DuplicatePair).where(DuplicatePair.a_id == a, DuplicatePair.b_id == b).with_for_update()
    )
    found = PAIR.move(name)
    if pair is not None and found is not None and pair.state in found.sources:
        await PAIR_MOVES.make(session, pair, name, reason=reason)


# Suspecting pairs: every night over all customers, in one statement.


# A number or an address that more customers than this share is a building's or an agent's: it tells nothing.
SHARED_BY_AT_MOST = 20
SIMILARITY = 0.55

_FIND = text("""
WITH weight AS (
  SELECT * FROM unnest(CAST(:reasons AS text[]), CAST(:here AS int[]), CAST(:elsewhere AS int[]))
                AS weight (reason, here, elsewhere)
), live AS (
  SELECT id, name_key, website_domain FROM customer WHERE merged_into_id IS NULL
), shared AS (
  SELECT :name AS reason, array_agg(id) AS ids FROM live WHERE name_key <> ''
   GROUP BY name_key HAVING count(*) BETWEEN 2 AND :most
  UNION ALL
  SELECT :website, array_agg(id) FROM live WHERE website_domain IS NOT NULL
   GROUP BY website_domain HAVING count(*) BETWEEN 2 AND :most
  UNION ALL
  SELECT :email, array_agg(DISTINCT live.id) FROM email JOIN live ON live.id = customer_id
   GROUP BY address HAVING count(DISTINCT live.id) BETWEEN 2 AND :most
  UNION ALL
  SELECT CASE WHEN bool_or(kind = :mobile_kind) THEN :mobile ELSE :phone END, array_agg(DISTINCT live.id)
    FROM phone JOIN live ON live.id = customer_id WHERE e164 IS NOT NULL
   GROUP BY e164 HAVING count(DISTINCT live.id) BETWEEN 2 AND :most
), common AS (
  SELECT DISTINCT a_id, b_id, reason FROM shared, unnest(ids) AS a_id, unnest(ids) AS b_id WHERE a_id < b_id
), alike AS (
  SELECT a_id, b_id, :similar_name AS reason
    FROM (SELECT DISTINCT a_id, b_id FROM common) AS pair
         JOIN customer AS a ON a.id = a_id JOIN customer AS b ON b.id = b_id
   WHERE a.name_key <> b.name_key
     AND (similarity(a.name_key, b.name_key) >= CAST(:similarity AS float8)
          OR 2.0 * cardinality(ARRAY(SELECT unnest(a.name_terms) INTERSECT SELECT unnest(b.name_terms)))
             >= CAST(:similarity AS float8) * nullif(cardinality(a.name_terms) + cardinality(b.name_terms), 0))
), scored AS (
  SELECT a_id, b_id, array_agg(reason ORDER BY here DESC, reason) AS reasons,
         sum(CASE WHEN a.country <> b.country THEN elsewhere ELSE here END) AS points
    FROM (SELECT * FROM common UNION ALL SELECT * FROM alike) AS evidence JOIN weight USING (reason)
         JOIN customer AS a ON a.id = a_id JOIN customer AS b ON b.id = b_id
   GROUP BY a_id, b_id
), found AS MATERIALIZED (
  SELECT a_id, b_id, reasons, points, CASE WHEN points >= :strong_points THEN :strong ELSE :medium END AS strength
    FROM scored WHERE points >= :medium_points
), withdrawn AS (
  DELETE FROM duplicate_pair AS pair
   WHERE state = 'open' AND NOT EXISTS (SELECT FROM found WHERE (found.a_id, found.b_id) = (pair.a_id, pair.b_id))
)
INSERT INTO duplicate_pair AS pair (a_id, b_id, reasons, points, strength)
SELECT a_id, b_id, reasons, points, strength FROM found
ON CONFLICT (a_id, b_id) DO UPDATE
   SET reasons = excluded.reasons, points = excluded.points, strength = excluded.strength
 WHERE pair.state = 'open' AND (pair.reasons, pair.points) IS DISTINCT FROM (excluded.reasons, excluded.points)
RETURNING pair.id""")


async def find_pairs(session: WriteSession) -> int:
    """Brings the open pairs in line with what customers have in common now; decided pairs stay as they are.

    Similar names count between customers that have something else in common. Returns how many pairs are new or other.
    """
    values = {
        "reasons": [reason.value for reason in WEIGHTS],
        "here": [weight.here for weight in WEIGHTS.values()],
        "elsewhere": [weight.elsewhere for weight in WEIGHTS.values()],
        "most": SHARED_BY_AT_MOST,
        "similarity": SIMILARITY,
        "mobile_kind": PhoneKind.MOBILE.value,
        "strong_points": POINTS[Strength.STRONG],
        "medium_points": POINTS[Strength.MEDIUM],
        **{strength.value: strength.value for strength in (Strength.STRONG, Strength.MEDIUM)},
        **{reason.value: reason.value for reason in DuplicateReason},
    }
    return len((await session.execute(_FIND, values)).all())
