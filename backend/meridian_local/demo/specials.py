"""What makes the demo worth looking at: a key customer to be checked, a company entered twice, shares, questions."""

import random
import uuid

from meridian.customers.models import CustomerMember
from meridian.customers.rules import MemberKind, Verification, completeness, name_keys
from meridian.handoffs import service as handoffs
from meridian.handoffs.schemas import HandoffAsk
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian_local.demo import talk
from meridian_local.demo.company import Company
from meridian_local.demo.rows import CustomerRow, PhoneRow, Rows, new_id
from meridian_local.demo.scene import Scene

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
    for rep, (department, question) in zip(reps, talk.QUESTIONS, strict=False):
        session.actor_id = rep.id
        body = HandoffAsk(department_id=founded.departments[department].id, question=question)
        await handoffs.ask(session, rng.choice(owned[rep.id]), body)
    session.actor_id = None
    await session.flush()


def _member(customer_id: uuid.UUID, user: User, kind: MemberKind, role: str | None) -> CustomerMember:
    return CustomerMember(customer_id=customer_id, user_id=user.id, kind=kind, role=role)
