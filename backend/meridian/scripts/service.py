"""Entering scripts and for whom they are; the materials at hand (TS-21)."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from meridian.files import service as filing
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid, check_version
from meridian.products.models import Market, Product
from meridian.scripts import queries
from meridian.scripts.events import SCRIPT_CHANGED
from meridian.scripts.models import Script, ScriptVersion
from meridian.scripts.rules import SCRIPT_FILES, Content
from meridian.scripts.schemas import MaterialsAttach, ScriptCreate, ScriptUpdate
from meridian.views.models import SavedView
from meridian.views.rules import Sharing


async def create(session: WriteSession, actor: Actor, body: ScriptCreate) -> Script:
    """Enters a script and its first draft. 422 for a product, market or segment that there is not."""
    await _check_scope(session, body.model_dump())
    script = Script(**body.model_dump(), created_by=actor.user_id)
    session.add(script)
    await session.flush()
    first = Content().model_dump(mode="json")
    session.add(ScriptVersion(script_id=script.id, number=1, content=first, author_id=actor.user_id))
    await publish(session, SCRIPT_CHANGED, script)
    return script


async def change(session: WriteSession, actor: Actor, script_id: uuid.UUID, body: ScriptUpdate, version: int) -> None:
    """Changes the fields sent. 404, 412, 422 as for `create`."""
    script = await queries.load(session, actor, script_id, lock=True)
    check_version(script.version, version)
    given = body.model_dump()
    await _check_scope(session, given)
    assign(script, given)
    await publish(session, SCRIPT_CHANGED, script)


async def attach(session: WriteSession, actor: Actor, script_id: uuid.UUID, body: MaterialsAttach) -> None:
    """Attaches files that the actor sent, for good. 404, 422."""
    script = await queries.load(session, actor, script_id, lock=True)
    await filing.attach(
        session,
        actor,
        body.file_ids,
        subject_type=SCRIPT_FILES,
        subject_id=script.id,
        customer_id=None,
        pointer="/file_ids",
    )
    await publish(session, SCRIPT_CHANGED, script)


async def _check_scope(session: WriteSession, given: Mapping[str, Any]) -> None:
    """422 naming each thing that does not exist. A segment is a view of customers that everybody sees."""
    everybody = select(SavedView.id).where(SavedView.sharing == Sharing.COMPANY)
    segment = Fault("/segment_id", "unknown_segment", msg("must be a view shared with everybody"))
    wanted = (
        (select(Product.id), Product.id, Fault("/product_id", "unknown_product", msg("there is no such product"))),
        (select(Market.id), Market.id, Fault("/market_id", "unknown_market", msg("there is no such market"))),
        (everybody, SavedView.id, segment),
    )
    faults = [
        fault
        for known, column, fault in wanted
        if (one := given.get(fault.pointer[1:])) is not None
        and await session.scalar(known.where(column == one)) is None
    ]
    if faults:
        raise Invalid(errors=faults)
