"""What is at hand in a call: the files of the script, then those of the products that the call is about."""

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from meridian.files import queries as files
from meridian.files.models import StoredFile
from meridian.files.queries import FileSubject
from meridian.files.schemas import FileRead
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.products.models import Product
from meridian.products.queries import load
from meridian.scripts.rules import PRODUCT_FILES, SCRIPT_FILES

# Products are company knowledge: whoever may read one may read all.
FILE_SUBJECT = FileSubject(PRODUCT_FILES, Permission.PRODUCT_READ, lambda _: select(Product.id))


async def of_product(session: Session, product_id: uuid.UUID) -> list[FileRead]:
    """The product's materials, oldest first; 404."""
    await load(session, Product, product_id)
    return (await files.of(session, PRODUCT_FILES, [product_id]))[product_id]


async def at_hand(session: Session, script_id: uuid.UUID, products: Sequence[uuid.UUID]) -> list[FileRead]:
    """What can be sent from a call by the script about these products."""
    of_script = await files.of(session, SCRIPT_FILES, [script_id])
    of_products = await files.of(session, PRODUCT_FILES, products) if products else {}
    return [*of_script[script_id], *(file for each in products for file in of_products.get(each, ()))]


async def sendable(session: Session, script_id: uuid.UUID, file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of those files that are materials: of the script, or of whichever product came up."""
    rows = await session.execute(
        select(StoredFile.id, StoredFile.name).where(
            StoredFile.id.in_(list(file_ids)),
            (StoredFile.subject_type == PRODUCT_FILES)
            | ((StoredFile.subject_type == SCRIPT_FILES) & (StoredFile.subject_id == script_id)),
        )
    )
    return {row.id: row.name for row in rows}
