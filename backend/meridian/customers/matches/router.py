"""`/v1/phone-matches` and `/v1/email-matches`: who is calling, who wrote."""

from typing import Annotated

from fastapi import APIRouter, Query

from meridian.customers.matches import queries
from meridian.customers.matches.schemas import EmailMatches, PhoneMatches
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Number = Annotated[
    str,
    Query(
        max_length=200,
        description="The number in any written form: E.164, `tel:`, `sip:`, a SIP header, `;ext=`, `00…`, national; or"
        " an extension of ours.",
        examples=["tel:+49-40-3690-1234;ext=12"],
    ),
]
DialledIn = Annotated[
    str | None,
    Query(
        pattern="^[A-Z]{2}$",
        description="Where national forms are dialled, ISO 3166; without it each known number is read as its own"
        " country would.",
        examples=["DE"],
    ),
]
Address = Annotated[str, Query(max_length=400, description="The address.", examples=["anna@hafenwerk.example"])]


@router.get("/phone-matches")
async def list_phone_matches(
    session: Reading, actor: Reader, number: Number, country: DialledIn = None
) -> PhoneMatches:
    """Who has exactly that number: the customer and the person there, of those you see.

    Another extension behind the same number is another person's. `customer_id` and `contact_id` are given where they
    are beyond doubt; where several have the number, `matches` has them all.
    """
    return await queries.phone_matches(session, actor, number, country)


@router.get("/email-matches")
async def list_email_matches(session: Reading, actor: Reader, address: Address) -> EmailMatches:
    """Who has exactly that address: the customer and the person there, of those you see."""
    return await queries.email_matches(session, actor, address)
