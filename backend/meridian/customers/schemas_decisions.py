"""Decisions about a customer, and moves of its verification."""

from typing import Annotated

from pydantic import Field

from meridian.customers import fields as f
from meridian.kernel.schemas import Input, Line

Why = Annotated[Line, Field(description="Why; kept in the history.", examples=["Signed a frame contract for 2026"])]


class KeyDecision(Input):
    is_key: bool = Field(description="Whether it is a key customer.", examples=[True])
    reason: Why


class GradeDecision(Input):
    grade: f.GradeField
    reason: Why


class VerificationMove(Input):
    reason: Line | None = Field(
        default=None, description="Why; needed to return a file.", examples=["The address is outdated"]
    )
