"""Attaching materials to products."""

import uuid

from meridian.files import service as filing
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.products.events import PRODUCT_CHANGED
from meridian.products.models import Product
from meridian.products.queries import load
from meridian.scripts.rules import PRODUCT_FILES
from meridian.scripts.schemas import MaterialsAttach


async def attach(session: WriteSession, actor: Actor, product_id: uuid.UUID, body: MaterialsAttach) -> None:
    """Attaches files that the actor sent, for good. 404, 422."""
    product = await load(session, Product, product_id, lock=True)
    await filing.attach(
        session,
        actor,
        body.file_ids,
        subject_type=PRODUCT_FILES,
        subject_id=product.id,
        customer_id=None,
        pointer="/file_ids",
    )
    await publish(session, PRODUCT_CHANGED, product)
