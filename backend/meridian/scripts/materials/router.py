"""`/v1/products/{id}/materials`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.files.schemas import FileRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Listed
from meridian.scripts.materials import queries, service
from meridian.scripts.schemas import MaterialsAttach

router = APIRouter(prefix="/v1/products/{product_id}/materials", tags=["products"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PRODUCT_READ)]
Writer = Annotated[Actor, allow(Permission.PRODUCT_WRITE)]


@router.get("")
async def list_product_materials(session: Reading, actor: Reader, product_id: uuid.UUID) -> Listed[FileRead]:
    """Brochures and cases about the product, the oldest first: at hand in every call about it."""
    return Listed(items=await queries.of_product(session, product_id))


@router.post("")
async def attach_product_materials(
    session: Writing, actor: Writer, product_id: uuid.UUID, body: MaterialsAttach
) -> Listed[FileRead]:
    """Attaches brochures, cases and the like that you have sent to `/v1/files`, for good."""
    await service.attach(session, actor, product_id, body)
    return Listed(items=await queries.of_product(session, product_id))
