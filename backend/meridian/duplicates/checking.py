"""Is this company known already? Answered without telling what the actor may not see (OT-8)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from meridian.customers.schemas import CustomerCreate
from meridian.duplicates import queries, rules
from meridian.duplicates.queries import Company, Match
from meridian.duplicates.rules import Strength
from meridian.duplicates.schemas import DuplicateCheck, DuplicateFound
from meridian.identity.actor import Actor
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.problems import Conflict, fault
from meridian.places.domains import parse_email, website_domain
from meridian.places.names import normalise_name
from meridian.places.phones import parse_phones

_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest(CAST(:keys AS text[])) AS key")


async def check(session: Session, actor: Actor, body: DuplicateCheck) -> list[DuplicateFound]:
    """Customers that may be the company described, similar names among them."""
    given = body.model_dump(exclude_none=True)
    return told(await queries.matches(session, actor, company(given, actor), similar=True), actor)


async def refuse_duplicates(session: WriteSession, actor: Actor, body: CustomerCreate) -> None:
    """Before a customer is entered: 409 when it is almost certainly known. With `allow_duplicate` and a reason, not.

    Two who enter one company at once take turns, so that the second is told about the first.
    """
    about = company(body.model_dump(), actor)
    keys = sorted((*about.keys, *about.emails, *([about.domain] if about.domain else [])))
    await session.execute(_TAKE_TURNS, {"keys": keys})
    if body.allow_duplicate:
        if not body.model_dump().get("reason"):
            raise fault("/reason", "missing", "say why it is entered although a similar customer may be known")
        return
    found = await queries.matches(session, actor, about, similar=False)
    if any(rules.strength(match.points) is Strength.STRONG for match in found):
        raise Conflict(
            "this company seems to be known already; enter it all the same with `allow_duplicate` and a `reason`",
            reason="possible_duplicate",
            matches=[each.model_dump(mode="json") for each in told(found, actor)],
        )


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


def told(found: Sequence[Match], actor: Actor) -> list[DuplicateFound]:
    """What the actor is told. Of a customer out of sight: that it exists, and whom to ask.

    Neither which of its fields agree nor weak evidence is told of it, or one could ask for the customers of others by
    their phones; nor how many there are.
    """
    answers: list[DuplicateFound] = []
    for match in found:
        strength = rules.strength(match.points)
        if strength is None or (strength is Strength.WEAK and not match.visible):
            continue
        if (answer := _told(match, strength)) not in answers:
            answers.append(answer)
    return answers


def _told(match: Match, strength: Strength) -> DuplicateFound:
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
