"""`/v1/dial-queue`."""

from typing import Annotated

from fastapi import APIRouter

from meridian.dial_queue import queries, service
from meridian.dial_queue.schemas import DialGiven, DialLeaseRead, DialNext, DialQueue, DialSkip
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.http.route import Route
from meridian.scripts.matching import queries as matching
from meridian.scripts.matching.schemas import ScriptMatch
from meridian.timeline.call_card import queries as call_cards
from meridian.timeline.call_card.schemas import CallCard

router = APIRouter(prefix="/v1/dial-queue", tags=["dial-queue"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Planner = Annotated[Actor, allow(Permission.PLAN_WRITE)]


@router.get("")
async def get_dial_queue(session: Reading, actor: Reader) -> DialQueue:
    """Your queue: who may be called now and why, in the order in which `next` gives them, and who joins when."""
    return await queries.queue(session, actor)


@router.post("/next")
async def get_next_of_dial_queue(session: Writing, actor: Planner, body: DialNext) -> DialGiven:
    """Gives you the best customer who may be called now, with all that the call needs; nobody else is given them for
    fifteen minutes, under none of their numbers. Asking again before the call is logged gives the same for longer.

    409 with `until` when the day's calls are made, a pause is owed, or nobody may be called (OT-10, OT-17).
    """
    given = await service.give_next(session, actor, body)
    card = await call_cards.of_item(session, actor, given.lease.item_id)
    return DialGiven(
        lease=DialLeaseRead.model_validate(given.lease),
        why=queries.why(given.queued, session.now),
        card=card,
        script=await _script(session, actor, card),
    )


async def _script(session: Session, actor: Actor, card: CallCard) -> ScriptMatch | None:
    """What to say to whom the card is for, as `/v1/scripts/match` chooses it."""
    if not actor.may(Permission.SCRIPT_READ):
        return None
    return await matching.match(
        session,
        actor,
        card.customer.id,
        contact_id=None if card.contact is None else card.contact.id,
        occasion=None if card.item is None else card.item.occasion,
    )


@router.post("/skip", status_code=204)
async def skip_in_dial_queue(session: Writing, actor: Planner, body: DialSkip) -> None:
    """Puts whom you were given aside, for a reason, until the other part of their day."""
    await service.skip(session, actor, body)
