"""Who has a number or an address, by its index: a million customers are no more than a handful of rows here.

What is sought stands in the statement as a literal where it is a beginning: a plan made for any value would not take
the index (see customers/search.py).
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, any_, false, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from meridian.customers import visibility
from meridian.customers.matches.rules import Best, best, fits
from meridian.customers.matches.schemas import ColleagueRead, EmailMatches, EmailMatchRead, PhoneMatches, PhoneMatchRead
from meridian.customers.models import Contact, Customer, Email, Phone
from meridian.customers.search import begins
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.language import msg
from meridian.kernel.problems import Forbidden
from meridian.places.domains import parse_email
from meridian.places.phone_search import NumberSought, is_meant, number_sought

AT_MOST = 50
CANDIDATES = 500
"""Numbers looked at that end alike; a national form of five digits may end many."""


async def phone_matches(session: Session, actor: Actor, number: str, country: str | None) -> PhoneMatches:
    """Who has that number, of the customers within the actor's scope. 403 where numbers are hidden from the actor."""
    _refuse_hidden(actor, "phone")
    sought = number_sought(number, country)
    rows = await _by_phone(session, actor, Permission.CUSTOMER_READ, sought)
    found = best(rows)
    return PhoneMatches(
        customer_id=found.customer_id,
        contact_id=found.contact_id,
        withheld=sought.withheld,
        phone=sought.whole[0] if len(sought.whole) == 1 else None,
        extension=sought.extension,
        colleague=await _colleague(session, sought.inner),
        matches=[
            PhoneMatchRead.of({**row._asdict(), "same_extension": row.same_extension}, masked=actor.masked)
            for row in rows[:AT_MOST]
        ],
    )


async def email_matches(session: Session, actor: Actor, address: str) -> EmailMatches:
    """Who has that address, of the customers within the actor's scope. 403 where addresses are hidden."""
    _refuse_hidden(actor, "email")
    rows = await _by_email(session, actor, Permission.CUSTOMER_READ, [address])
    found = best(rows)
    matches = [EmailMatchRead.of(row._asdict(), masked=actor.masked) for row in rows[:AT_MOST]]
    return EmailMatches(customer_id=found.customer_id, contact_id=found.contact_id, matches=matches)


async def customer_of_phone(
    session: Session, actor: Actor, permission: Permission, number: str, country: str | None
) -> Best:
    """The customer and the person who alone have that number, within the actor's scope for `permission`."""
    return best(await _by_phone(session, actor, permission, number_sought(number, country)))


async def customer_of_emails(session: Session, actor: Actor, permission: Permission, addresses: Sequence[str]) -> Best:
    """The customer and the person who alone have one of these addresses."""
    return best(await _by_email(session, actor, permission, addresses))


async def user_of_extension(session: Session, extension: str) -> uuid.UUID | None:
    """Who of ours is at that extension."""
    statement = select(User.id).where(User.extension == extension, User.active)
    return (await session.scalars(statement)).one_or_none()


def _refuse_hidden(actor: Actor, group: str) -> None:
    if group in actor.masked:
        raise Forbidden(msg("policy hides these from your role"), reason="masked_fields", groups=[group])


_OWNER = User
_SHOWN = (
    Customer.id.label("customer_id"),
    Customer.name.label("customer_name"),
    Contact.id.label("contact_id"),
    Contact.name.label("contact_name"),
    Contact.title,
    Customer.owner_id,
    _OWNER.name.label("owner_name"),
    _OWNER.extension.label("owner_extension"),
    Customer.country,
    func.coalesce(Contact.zone, Customer.zone).label("zone"),
    Customer.category,
    Customer.grade,
    Customer.is_key,
    or_(Customer.do_not_call, func.coalesce(Contact.do_not_call, false())).label("do_not_call"),
    Customer.archived_at.is_not(None).label("archived"),
)


def _of(model: type[Phone] | type[Email], *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(*_SHOWN, model.label, *columns)
        .select_from(model)
        .join(Customer, Customer.id == model.customer_id)
        .outerjoin(Contact, Contact.id == model.contact_id)
        .outerjoin(_OWNER, _OWNER.id == Customer.owner_id)
        .where(Customer.merged_into_id.is_(None), or_(model.contact_id.is_(None), Contact.active))
    )


async def _by_phone(session: Session, actor: Actor, permission: Permission, sought: NumberSought) -> list[Any]:
    if not sought.whole and not sought.endings:
        return []
    same = Phone.extension.is_not_distinct_from(literal(sought.extension, Text()))
    statement = (
        _of(Phone, Phone.e164.label("phone"), Phone.extension, Phone.country.label("of"), same.label("same_extension"))
        .where(_ends(sought), visibility.visible_to(actor, permission))
        .order_by(Customer.archived_at.is_not(None), same.desc(), Contact.id.is_(None))
        .order_by(func.coalesce(Contact.is_primary, false()).desc(), Customer.id, Contact.id, Phone.id)
        .limit(CANDIDATES)
    )
    return [
        row
        for row in await session.execute(statement)
        if row.phone is not None and is_meant(sought, row.phone, row.of) and fits(sought.extension, row.extension)
    ]


def _ends(sought: NumberSought) -> ColumnElement[bool]:
    if sought.whole:
        return Phone.e164 == any_(literal(list(sought.whole), ARRAY(Text())))
    return and_(Phone.e164.is_not(None), begins(Phone.digits_reversed, [each[::-1] for each in sought.endings]))


async def _by_email(session: Session, actor: Actor, permission: Permission, addresses: Sequence[str]) -> list[Any]:
    known = [email.address for address in addresses if (email := parse_email(address)) is not None]
    if not known:
        return []
    statement = (
        _of(Email, Email.address.label("email"), true().label("same_extension"))
        .where(Email.address == any_(literal(known, ARRAY(Text()))), visibility.visible_to(actor, permission))
        .order_by(Customer.archived_at.is_not(None), Contact.id.is_(None))
        .order_by(func.coalesce(Contact.is_primary, false()).desc(), Customer.id, Contact.id, Email.id)
        .limit(CANDIDATES)
    )
    return list(await session.execute(statement))


async def _colleague(session: Session, extension: str | None) -> ColleagueRead | None:
    if extension is None:
        return None
    statement = select(User.id, User.name, User.extension).where(User.extension == extension, User.active)
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else ColleagueRead.model_validate(row._asdict())
