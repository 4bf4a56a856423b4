"""Writing notes (OT-4, RV-11, MC-1)."""

import uuid

from meridian.customers import queries as customers
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid, check_version
from meridian.notes import queries
from meridian.notes.events import NOTE_CHANGED, NOTE_WRITTEN
from meridian.notes.models import Note
from meridian.notes.rules import CATEGORIES, NoteTopic
from meridian.notes.schemas import NoteCreate, NoteUpdate


async def create(session: WriteSession, actor: Actor, body: NoteCreate) -> Note:
    """Writes a note. 404 for a customer the actor does not see, 422 for one that is about nobody or misfiled."""
    if body.customer_id is not None:
        await customers.load(session, actor, body.customer_id)
    note = Note(**body.model_dump(), author_id=actor.user_id)
    _require_sound(note)
    session.add(note)
    await publish(session, NOTE_WRITTEN, note)
    return note


async def change(session: WriteSession, actor: Actor, note_id: uuid.UUID, body: NoteUpdate, version: int) -> None:
    """Changes the fields sent of one's own note. 404, 412, 422."""
    note = await queries.load(session, actor, note_id)
    check_version(note.version, version)
    assign(note, body.model_dump())
    _require_sound(note)
    await publish(session, NOTE_CHANGED, note)


async def remove(session: WriteSession, actor: Actor, note_id: uuid.UUID, version: int) -> None:
    """Deletes one's own note; the history keeps it. 404, 412."""
    note = await queries.load(session, actor, note_id)
    check_version(note.version, version)
    await session.delete(note)
    await publish(session, NOTE_CHANGED, note)


def _require_sound(note: Note) -> None:
    faults = []
    if note.category not in CATEGORIES[NoteTopic(note.topic)]:
        faults.append(Fault("/category", "invalid_value", msg("is no category of this topic")))
    if note.topic == NoteTopic.FEEDBACK and note.customer_id is None:
        faults.append(Fault("/customer_id", "missing", msg("feedback is a customer's")))
    elif not any((note.customer_id, note.industry, note.country, note.competitor)):
        faults.append(Fault("", "missing", msg("name a customer, an industry, a country or a competitor")))
    if faults:
        raise Invalid(errors=faults)
