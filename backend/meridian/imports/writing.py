"""A batch of rows written as customers: decided on once more, entered or changed, answered."""

import uuid
from collections.abc import Mapping, Sequence

from meridian.customers.events import CUSTOMER_CREATED
from meridian.identity.actor import Actor
from meridian.imports import matching, staging
from meridian.imports.codes import RowState
from meridian.imports.creating import create
from meridian.imports.events import TELL_EACH_UP_TO
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.models import Import
from meridian.imports.updating import update as update_customers
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit


async def write(
    session: WriteSession,
    whole: Import,
    actor: Actor,
    row_ids: Sequence[uuid.UUID],
    markets: Mapping[str, uuid.UUID],
) -> dict[uuid.UUID, RowState]:
    """Decides on the rows once more, as the customers are now, and writes them. Returns the state of each."""
    mapping = ImportMapping.model_validate(whole.mapping)
    decided = await matching.decide(session, actor, mapping, row_ids)
    # Two rows that change one customer take turns: the later waits for the next batch.
    targets: set[str] = set()
    outcome: dict[uuid.UUID, RowState] = {}
    for row_id, (fate, _) in decided.items():
        if fate.state is RowState.TO_UPDATE:
            assert fate.customer is not None, "rows wait until their twin has its answer"
            if fate.customer in targets:
                continue
            targets.add(fate.customer)
        outcome[row_id] = fate.state
    await matching.keep(session, {row_id: decided[row_id] for row_id in outcome})
    created = [row_id for row_id, state in outcome.items() if state is RowState.TO_CREATE]
    to_update = [row_id for row_id, state in outcome.items() if state is RowState.TO_UPDATE]
    tell_each = whole.rows <= TELL_EACH_UP_TO
    await create(session, mapping, created)
    changed = await update_customers(session, mapping, to_update, markets, tell_each=tell_each)
    outcome |= dict.fromkeys(created, RowState.CREATED)
    outcome |= {row_id: RowState.UPDATED if row_id in changed else RowState.UNCHANGED for row_id in to_update}
    await staging.answer(session, RowState.CREATED, created, own=True)
    for state in (RowState.UPDATED, RowState.UNCHANGED):
        await staging.answer(session, state, [row_id for row_id, became in outcome.items() if became is state])
    if tell_each:
        for row_id in created:
            await emit(
                session, CUSTOMER_CREATED, subject_type="customer", subject_id=row_id, customer_id=row_id, version=1
            )
    return outcome
