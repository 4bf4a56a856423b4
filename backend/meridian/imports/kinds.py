"""What differs between lists of customers and logs of contacts: how a row is put together, decided on and written."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from meridian.identity.actor import Actor
from meridian.imports import assemble, matching, record_writing, records, writing
from meridian.imports.assemble import Staged, Surroundings
from meridian.imports.codes import ImportKind, RowState
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.models import Import
from meridian.imports.prepare import Prepared
from meridian.imports.rules import Fate, Match
from meridian.kernel.db import Session, WriteSession

Decided = dict[uuid.UUID, tuple[Fate, list[Match]]]


class Write(Protocol):
    async def __call__(
        self,
        session: WriteSession,
        whole: Import,
        actor: Actor,
        row_ids: Sequence[uuid.UUID],
        markets: Mapping[str, uuid.UUID],
        /,
    ) -> dict[uuid.UUID, RowState]: ...


ASSEMBLE: Mapping[ImportKind, Callable[[Prepared, Surroundings], Staged]] = {
    ImportKind.CUSTOMERS: assemble.assemble,
    ImportKind.RECORDS: records.assemble,
}
DECIDE: Mapping[ImportKind, Callable[[Session, Actor, ImportMapping, Sequence[uuid.UUID]], Awaitable[Decided]]] = {
    ImportKind.CUSTOMERS: matching.decide,
    ImportKind.RECORDS: record_writing.decide,
}
WRITE: Mapping[ImportKind, Write] = {
    ImportKind.CUSTOMERS: writing.write,
    ImportKind.RECORDS: record_writing.write,
}
