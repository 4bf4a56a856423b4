"""`/v1/notes`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.notes import queries, service
from meridian.notes.schemas import NoteCreate, NoteRead, NoteUpdate

router = APIRouter(prefix="/v1/notes", tags=["notes"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.NOTE_READ)]
Writer = Annotated[Actor, allow(Permission.NOTE_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.NOTES)
async def list_notes(session: Reading, actor: Reader, query: ListQuery) -> Page[NoteRead]:
    """Market and feedback notes, the newest first: `concerns_customer_id` is what to know before a call."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_note(session: Writing, actor: Writer, body: NoteCreate) -> NoteRead:
    """Writes down what was learned of a market (OT-4, RV-11), or what a customer says of us (MC-1)."""
    note = await service.create(session, actor, body)
    return await queries.read(session, actor, note.id)


@router.get("/{note_id}")
async def get_note(session: Reading, actor: Reader, note_id: uuid.UUID) -> NoteRead:
    """One note."""
    return await queries.read(session, actor, note_id)


@router.patch("/{note_id}")
async def update_note(
    session: Writing, actor: Writer, note_id: uuid.UUID, body: NoteUpdate, version: Version
) -> NoteRead:
    """Changes the fields sent of your own note; market analysts keep everybody's in order."""
    await service.change(session, actor, note_id, body, version)
    return await queries.read(session, actor, note_id)


@router.delete("/{note_id}", status_code=204)
async def delete_note(session: Writing, actor: Writer, note_id: uuid.UUID, version: Version) -> None:
    """Takes a note out; the history keeps it."""
    await service.remove(session, actor, note_id, version)
