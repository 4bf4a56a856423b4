"""Versions of scripts as clients write and read them."""

import uuid
from typing import ClassVar

from pydantic import MISSING, Field

from meridian.kernel.moves import MoveBody
from meridian.kernel.schemas import Input, Line, ProblemFault
from meridian.scripts.rules import ID, Content
from meridian.scripts.schemas import VersionLine


class VersionCreate(Input):
    """The next version begins as what the latest one says."""

    note: Line | None = Field(default=None, description="What it changes.", examples=["Payment after shipment"])


class VersionUpdate(Input):
    """Fields left out stay; the content is replaced whole."""

    note: Line | MISSING | None = Field(default=MISSING, description="What it changes.", examples=["Shorter opening"])
    content: Content | MISSING = Field(default=MISSING, description="Everything it says.")


class VersionMove(MoveBody):
    """What moves of a version carry."""

    reason: Line | None = Field(
        default=None, description="Why; needed to return, discard or retire.", examples=["Too long"]
    )
    takes: ClassVar[dict[str, tuple[str, ...]]] = {}


class VersionRead(VersionLine):
    """A version with what it says."""

    version: int = Field(description="The ETag.", examples=[1])
    script_id: uuid.UUID = Field(description="The script.", examples=[ID])
    content: Content = Field(description="Everything it says.")
    gaps: list[ProblemFault] = Field(description="What it lacks before it can be approved.")
    allowed_moves: list[str] = Field(description="Moves you may make.", examples=[["submit", "discard"]])
