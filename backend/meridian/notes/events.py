"""What happens to notes: told to those who see the customer, if it is about one."""

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType
from meridian.notes.rules import NoteCategory, NoteTopic


class NoteData(Data):
    topic: NoteTopic = Field(description="Market or feedback.", examples=["market"])
    category: NoteCategory = Field(description="What it is about.", examples=["competitor"])


NOTE_WRITTEN = EventType(
    "note.written",
    "A note on a market or a customer was written (OT-4, MC-1).",
    NoteData,
    permission=Permission.NOTE_READ,
)
NOTE_CHANGED = EventType("note.changed", "A note was changed or taken out.", NoteData, permission=Permission.NOTE_READ)
EVENTS = (NOTE_WRITTEN, NOTE_CHANGED)
