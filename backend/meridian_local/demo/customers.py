"""Invented customers with their people, numbers, needs, orders and calls.

What the product derives (search keys, domain, zone, completeness …) comes from the product's own rules; where a rule is
slow, it is asked once for what many customers share.
"""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from meridian.customers.models import CustomerMember
from meridian.customers.rules import MemberKind, Verification, completeness, name_keys
from meridian.handoffs import service as handoffs
from meridian.handoffs.schemas import HandoffAsk
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.places.zone_inference import ZoneInference, ZoneState, infer_zone
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS, NURTURE_CADENCE_DAYS, PROGRESS_REPORT_DAYS
from meridian.policies.rules import Grade, SourceChannel
from meridian_local.demo import names, week
from meridian_local.demo.calls import LEVELS, Party, Standing, calls
from meridian_local.demo.company import Company
from meridian_local.demo.names import Industry
from meridian_local.demo.people import MOBILE, TOLL_FREE, Draft, Number, add_contacts, add_reach, lines
from meridian_local.demo.rows import (
    CustomerRow,
    InstalledRow,
    InterestRow,
    NeedRow,
    OptOutRow,
    OrderLineRow,
    OrderRow,
    PhoneRow,
    RecordRow,
    Rows,
    new_id,
)
from meridian_local.demo.scene import HISTORY_DAYS, Article, Scene, in_calling_hours, midnight, next_working_day

# What invented customers need, are interested in, run and have ordered.


_BUYERS = {"A": 0.8, "B": 0.45, "C": 0.15, "D": 0.04}
_CENT = Decimal("0.01")


class Business(NamedTuple):
    last_order_on: date | None


def add_business(
    rng: random.Random, scene: Scene, customer_id: uuid.UUID, since: datetime, grade: str, rows: Rows
) -> Business:
    """Adds needs, interests, orders and the products that were delivered; nothing where no products are known."""
    if not scene.articles:
        return Business(None)
    if rng.random() < 0.3:
        kind, description = rng.choice(week.NEEDS)
        article = rng.choice(scene.articles)
        rows[NeedRow].append(
            NeedRow(new_id(rng, since), since, since, customer_id, kind, description, article.product_id, "open")
        )
    if rng.random() < 0.3:
        for article in rng.sample(scene.articles, k=rng.choice((1, 1, 2))):
            rows[InterestRow].append(InterestRow(new_id(rng, since), since, since, customer_id, article.product_id))
    last = None
    if rng.random() < _BUYERS[grade]:
        for _ in range(rng.choice((1, 1, 2, 3))):
            ordered_on = _add_order(rng, scene, customer_id, since, rows)
            last = max(filter(None, (last, ordered_on)))
    return Business(last)


def _basket(scene: Scene, drawn: Sequence[Article]) -> Sequence[Article]:
    """What is bought at once: two thirds of those who take a second thing take the one that goes with the first."""
    if len(drawn) < 2:
        return drawn
    first, second = (scene.articles.index(article) for article in drawn)
    mate = first + 1 if first % 2 == 0 and first + 1 < len(scene.articles) else first - 1 if first % 2 else second
    return drawn if second % 3 == 0 else (drawn[0], scene.articles[mate])


def _add_order(rng: random.Random, scene: Scene, customer_id: uuid.UUID, since: datetime, rows: Rows) -> date:
    at = since + (scene.now - since) * rng.random()
    ordered_on = at.date()
    delivered_on = ordered_on + timedelta(days=rng.randrange(20, 60))
    delivered = delivered_on <= scene.now.date()
    order_id = new_id(rng, at)
    total = total_cost = Decimal(0)
    for position, article in enumerate(_basket(scene, rng.sample(scene.articles, k=rng.choice((1, 1, 2))))):
        quantity = Decimal(rng.choice((1, 2, 4, 10)))
        amount = (article.price * quantity).quantize(_CENT)
        cost = (amount * Decimal(rng.randrange(55, 80)) / 100).quantize(_CENT)
        total, total_cost = total + amount, total_cost + cost
        rows[OrderLineRow].append(
            OrderLineRow(
                new_id(rng, at),
                order_id,
                customer_id,
                article.product_id,
                article.name,
                quantity,
                article.price,
                amount,
                cost,
                position,
            )
        )
        if delivered and rng.random() < 0.6:
            serial = f"SN{rng.randrange(10**8):08}"
            state = rng.choices(("running", "faulty", "under_repair", "retired"), (88, 5, 4, 3))[0]
            rows[InstalledRow].append(
                InstalledRow(
                    new_id(rng, at), at, at, customer_id, article.product_id, article.model, serial, ordered_on, state
                )
            )
    number = f"SO{ordered_on:%y%m%d}-{rng.randrange(10**6):06}"
    rows[OrderRow].append(
        OrderRow(
            order_id,
            at,
            at,
            customer_id,
            number,
            ordered_on,
            delivered_on if delivered else None,
            "USD",
            total,
            total_cost,
        )
    )
    return ordered_on


GRADES = (Grade.A, Grade.B, Grade.C, Grade.D)
GRADE_WEIGHTS = (5, 15, 35, 45)
_SALES = {"A": (1_000_000, 5_000_000), "B": (300_000, 999_000), "C": (50_000, 299_000), "D": (2_000, 49_000)}
_CALLS = {"A": 12, "B": 7, "C": 4, "D": 2}  # relative
_IN_TIME = 0.88  # of customers are contacted as often as policy wants
CHANNELS = tuple(SourceChannel)
_CHANNEL_WEIGHTS = (30, 18, 8, 8, 18, 5, 5, 6, 2)


def write_customers(rng: random.Random, scene: Scene, count: int, call_count: int, rows: Rows) -> None:
    """Adds `count` customers to `rows`, with `call_count` calls spread over them: one each where there are enough."""
    drafts = [_draft(rng, scene) for _ in range(count)]
    each = 1 if call_count >= 2 * count else 0
    calls_of = [each] * count
    if drafts:
        weights = [_CALLS[draft.grade] for draft in drafts]
        for index in rng.choices(range(count), weights=weights, k=call_count - each * count):
            calls_of[index] += 1
    for draft, number in zip(drafts, calls_of, strict=True):
        _write(rng, scene, draft, number, rows)


def _draft(rng: random.Random, scene: Scene) -> Draft:
    country = scene.country(rng)
    # The longest known were entered before the year that the calls are of.
    created_at = scene.now - timedelta(days=rng.randrange(20, HISTORY_DAYS + 200), seconds=rng.randrange(86_400))
    return Draft(
        id=new_id(rng, created_at),
        country=country,
        city=rng.choice(country.cities) if rng.random() < 0.9 else None,
        grade=rng.choices(GRADES, GRADE_WEIGHTS)[0],
        created_at=created_at,
        owner=scene.owner(rng, country.code),
        owned=rng.random() < 0.97,
        refuses=rng.random() < 0.015,
    )


def _write(rng: random.Random, scene: Scene, draft: Draft, call_count: int, rows: Rows) -> None:
    industry = names.industry_of(rng)
    name = names.company(rng, draft.country, draft.city, industry)
    website = f"https://www.{name.slug}.{draft.country.domain}" if rng.random() < 0.75 else None
    numbers = _numbers(rng, scene, draft)
    zone = _zone(draft, numbers, name.name, website)
    contacts = add_contacts(rng, draft, rows)
    reached = add_reach(rng, draft, name.slug, numbers, contacts, rows)
    party = Party(
        draft.id,
        draft.country,
        zone.zone or zone.candidates[0],
        draft.created_at,
        [contact.id for contact in contacts],
        [number.e164 for number in numbers],
        draft.refuses,
        interest=rng.choices(range(len(LEVELS)), (15, 30, 30, 17, 8))[0],
        reached_ago=_reached_ago(rng, draft.grade),
    )
    records, standing = calls(rng, scene, party, draft.owner, call_count)
    rows[RecordRow].extend(records)
    refuses = standing.refusal is not None
    if standing.refusal is not None:
        rows[OptOutRow].append(_opt_out(rng, draft, standing.refusal))
    business = add_business(rng, scene, draft.id, draft.created_at, draft.grade, rows)
    key = draft.grade == Grade.A and draft.owned and rng.random() < 0.2
    values = {
        **_about(rng, draft, industry),
        **_care(rng, draft, key, standing, scene.now),
        **dict(zip(("name_key", "name_search", "name_terms"), name_keys(*name[:3]), strict=True)),
        "id": draft.id,
        "created_at": draft.created_at,
        "name": name.name,
        "legal_name": name.legal_name,
        "short_name": name.short_name,
        "country": draft.country.code,
        "city": draft.city.name if draft.city else None,
        "website": website,
        "website_domain": f"{name.slug}.{draft.country.domain}" if website else None,
        "market_id": scene.markets.get(draft.country.code),
        "zone": zone.zone,
        "zone_state": zone.state.value,
        "zone_source": zone.source.value if zone.state is ZoneState.KNOWN else None,
        "zone_candidates": list(zone.candidates),
        "grade": draft.grade,
        "intent_level": standing.intent_level,
        "do_not_call": refuses,
        "first_contact_at": standing.first_contact_at,
        "last_contact_at": standing.last_contact_at,
        "next_contact_at": None if refuses or not draft.owned else _next(rng, scene, draft, party, standing),
        "last_order_on": business.last_order_on,
    }
    there = {
        "has_phone": bool(reached.phones),
        "has_email": bool(reached.emails),
        "has_contact": bool(contacts),
        "has_decision_maker": any(contact.role == "decision_maker" for contact in contacts),
    }
    values["completeness"] = completeness(values | there).score
    rows[CustomerRow].append(CustomerRow(**values))


def _about(rng: random.Random, draft: Draft, industry: Industry) -> dict[str, Any]:
    """Facts about the company and its business; the file of a better customer is fuller."""
    known = {"A": 0.9, "B": 0.75, "C": 0.55, "D": 0.35}[draft.grade]

    def some(value: Any) -> Any:
        return value if rng.random() < known else None

    low, high = _SALES[draft.grade]
    sales = some(Decimal(rng.randrange(low, high) // 1000 * 1000))
    budget = some(Decimal(rng.randrange(low, high) // 2000 * 1000))
    return {
        "address": some(f"{rng.randrange(1, 400)} {rng.choice(week.STREETS)}"),
        "postal_code": some(f"{rng.randrange(10_000, 99_999)}"),
        "industry": some(industry.name_zh),
        "business_scope": some(industry.scope),
        "legal_representative": some(names.person(rng, draft.country).name),
        "management": some(names.person(rng, draft.country).name),
        "employee_count": some(rng.choice((8, 15, 30, 60, 120, 250, 600, 1500))),
        "languages": list(draft.country.languages) if rng.random() < known else [],
        "preferences": some(rng.choice(week.PREFERENCES)),
        "demand": some(rng.choice(week.DEMANDS)),
        "purchase_frequency": some(rng.choice(week.FREQUENCIES)),
        "budget_amount": budget,
        "budget_currency": "USD" if budget is not None else None,
        "expected_annual_sales_amount": sales,
        "expected_annual_sales_currency": "CNY" if sales is not None else None,
        "decision_process": some(rng.choice(week.DECISIONS)),
    }


def _care(rng: random.Random, draft: Draft, key: bool, standing: Standing, now: datetime) -> dict[str, Any]:
    """Who owns and entered it, where it came from, who checked it."""
    owner = draft.owner
    channel = rng.choices(CHANNELS, _CHANNEL_WEIGHTS)[0]
    verified_at = draft.created_at + timedelta(days=rng.randrange(1, 12)) if key or rng.random() < 0.4 else None
    reviewed_at = now - timedelta(days=rng.randrange(1, 18)) if rng.random() < 0.7 else None
    return {
        "source_channel": channel,
        "source_detail": rng.choice(week.EXHIBITIONS) if channel == SourceChannel.EXHIBITION else None,
        "is_key": key,
        "owner_id": owner.user_id if draft.owned else None,
        "team_id": owner.team_id,
        "department_id": owner.department_id,
        "verification": "verified" if verified_at else "unverified",
        "verification_since": verified_at or draft.created_at,
        "submitted_by": owner.user_id if verified_at else None,
        "verified_by": owner.verifier_id if verified_at else None,
        "verified_at": verified_at,
        "obtained_at": draft.created_at - timedelta(minutes=rng.randrange(5, 400)),
        "created_by": owner.user_id,
        "edited_by": owner.user_id,
        "reviewed_at": reviewed_at,
        "updated_at": max(filter(None, (draft.created_at, verified_at, standing.last_contact_at))),
    }


def _reached_ago(rng: random.Random, grade: str) -> tuple[int, int]:
    """Between how many days ago they were last spoken to: mostly in time for every rule of contact, some late."""
    cadence: int = CONTACT_CADENCE_DAYS.default[Grade(grade)]
    if rng.random() < _IN_TIME:
        return 1, min(cadence, NURTURE_CADENCE_DAYS.default, PROGRESS_REPORT_DAYS.default) - 1
    return cadence + 1, 2 * cadence + 5


def _next(rng: random.Random, scene: Scene, draft: Draft, party: Party, standing: Standing) -> datetime | None:
    """When the owner means to call again: within the grade's cadence (MC-17), some of it overdue."""
    cadence: int = CONTACT_CADENCE_DAYS.default[Grade(draft.grade)]
    if standing.last_contact_at is None and rng.random() < 0.3:
        return None
    ahead = rng.randrange(-max(2, cadence // 5), cadence)
    day = next_working_day(scene.now.date() + timedelta(days=ahead), party.country.code)
    return in_calling_hours(rng, midnight(day, party.zone))


def _numbers(rng: random.Random, scene: Scene, draft: Draft) -> list[Number]:
    """The company's numbers, then a mobile of its people; of a company without a city none that tells where it is."""
    code = draft.country.code
    count = rng.choices((0, 1, 2), (4, 66, 30))[0]
    if draft.city is None:
        free = TOLL_FREE if code in ("US", "CA") else MOBILE
        return [rng.choice(lines(code, free, 0, scene.lines)).number(rng) for _ in range(min(count, 1))]
    area = lines(code, draft.city.area, draft.city.digits, scene.lines)
    return [rng.choice(area).number(rng) for _ in range(count)]


def _zone(draft: Draft, numbers: list[Number], name: str, website: str | None) -> ZoneInference:
    if draft.city is not None and (settled := _zone_of_city(draft.country.code, draft.city.name)):
        return settled
    typed = tuple(number.e164 for number in numbers)
    return infer_zone(None, None, draft.country.code, typed, name=name, website=website)


@lru_cache(maxsize=1024)
def _zone_of_city(country: str, city: str) -> ZoneInference | None:
    """The city is stronger evidence than name, website and a number of the same country: it settles the zone alone."""
    found = infer_zone(None, city, country)
    return found if found.state is ZoneState.KNOWN else None


def _opt_out(rng: random.Random, draft: Draft, refusal: RecordRow) -> OptOutRow:
    return OptOutRow(
        new_id(rng, refusal.created_at),
        draft.id,
        "phone",
        rng.choice(week.OPT_OUT_REASONS),
        refusal.started_at,
        draft.owner.user_id,
        refusal.id,
    )


# What makes the demo worth looking at: a key customer to be checked, a company entered twice, shares, questions.


PENDING, SPONSORED = 3, 20


def mark_specials(rng: random.Random, scene: Scene, founded: Company, rows: Rows) -> None:
    """Changes customers in `rows`: some key ones wait for their second check, one was entered twice."""
    _await_check(founded.people["rep"], rows)
    _enter_twice(rng, scene, founded, rows)


def _await_check(rep: User, rows: Rows) -> None:
    """The rep's best customers were just declared key customers (CR-5)."""
    best = [at for at, row in enumerate(rows[CustomerRow]) if row.owner_id == rep.id and not row.do_not_call]
    for at in sorted(best, key=lambda at: rows[CustomerRow][at].grade)[:PENDING]:
        rows[CustomerRow][at] = rows[CustomerRow][at]._replace(
            is_key=True,
            verification=Verification.PENDING,
            verification_since=rows[CustomerRow][at].updated_at,
            submitted_by=rep.id,
            verified_by=None,
            verified_at=None,
        )


def _enter_twice(rng: random.Random, scene: Scene, founded: Company, rows: Rows) -> None:
    """A customer of the rep was entered again by a colleague: written in capitals, with the same site and phone."""
    rep = founded.people["rep"]
    colleague = next(user for user in founded.reps() if user.team_id == rep.team_id and user.id != rep.id)
    phones = {phone.customer_id: phone for phone in rows[PhoneRow] if phone.contact_id is None}
    first: CustomerRow = next(
        row for row in rows[CustomerRow] if row.owner_id == rep.id and row.website and row.id in phones and row.city
    )
    name = first.name.upper()
    keys = name_keys(name, None, None)
    again = first._replace(
        id=new_id(rng, scene.now),
        created_at=scene.now,
        updated_at=scene.now,
        obtained_at=scene.now,
        name=name,
        legal_name=None,
        short_name=None,
        name_key=keys.key,
        name_search=keys.text,
        name_terms=keys.terms,
        owner_id=colleague.id,
        created_by=colleague.id,
        edited_by=colleague.id,
        is_key=False,
        intent_level="none",
        verification=Verification.UNVERIFIED,
        verification_since=scene.now,
        submitted_by=None,
        verified_by=None,
        verified_at=None,
        reviewed_at=None,
        do_not_call=False,
        first_contact_at=None,
        last_contact_at=None,
        next_contact_at=None,
        last_order_on=None,
        source_channel="web",
        source_detail=None,
    )
    phone: PhoneRow = phones[first.id]
    there = {"has_phone": True, "has_email": False, "has_contact": False, "has_decision_maker": False}
    again = again._replace(completeness=completeness(again._asdict() | there).score)
    rows[CustomerRow].append(again)
    rows[PhoneRow].append(phone._replace(id=new_id(rng, scene.now), customer_id=again.id, raw=phone.e164))


async def add_specials(rng: random.Random, session: WriteSession, founded: Company, rows: Rows) -> None:
    """Sponsors of key customers, a share across teams, questions to departments. The customers are written already."""
    director, rep, rep2 = (founded.people[mailbox] for mailbox in ("director", "rep", "rep2"))
    key = [row.id for row in rows[CustomerRow] if row.is_key][:SPONSORED]
    session.add_all(_member(row_id, director, MemberKind.ACCOUNT_TEAM, "executive_sponsor") for row_id in key)
    shared = next(row.id for row in rows[CustomerRow] if row.owner_id == rep2.id)
    session.add(_member(shared, rep, MemberKind.SHARE, None))
    reps = founded.reps()
    owned = {rep.id: [row.id for row in rows[CustomerRow] if row.owner_id == rep.id] for rep in reps}
    for rep, (department, question) in zip(reps, week.QUESTIONS, strict=False):
        session.actor_id = rep.id
        body = HandoffAsk(department_id=founded.departments[department].id, question=question)
        await handoffs.ask(session, rng.choice(owned[rep.id]), body)
    session.actor_id = None
    await session.flush()


def _member(customer_id: uuid.UUID, user: User, kind: MemberKind, role: str | None) -> CustomerMember:
    return CustomerMember(customer_id=customer_id, user_id=user.id, kind=kind, role=role)
