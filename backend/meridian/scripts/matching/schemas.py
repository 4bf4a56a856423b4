"""The script for a call as clients read it."""

import uuid

from pydantic import Field

from meridian.files.schemas import FileRead
from meridian.kernel.masking import Output
from meridian.scripts.matching.rules import Dimension
from meridian.scripts.rules import ID, Content, Scenario, Variable
from meridian.scripts.schemas import AdaptationRead, ScriptLine


class ScriptFit(Output):
    """A script that fits, and what it is expressly for."""

    script: ScriptLine = Field(description="The script.")
    fits: list[Dimension] = Field(
        description="What it is expressly for, and the call is; the rest it leaves open.",
        examples=[["scenario", "market"]],
    )
    language_spoken: bool = Field(description="Whether it is written in a language they speak.", examples=[True])


class ScriptChosen(ScriptFit):
    """The script to speak by."""

    version_id: uuid.UUID = Field(description="The version in use.", examples=[ID])
    number: int = Field(description="Its number.", examples=[4])
    language: str = Field(description="The language to begin in.", examples=["en"])
    content: Content = Field(description="What it says.")
    adaptation: AdaptationRead | None = Field(description="Your own wording of it.")
    materials: list[FileRead] = Field(description="Files to have at hand.")


class ScriptMatch(Output):
    """The script for a call, and why this one."""

    scenario: Scenario = Field(description="What the call is for.", examples=["quote_follow_up"])
    chosen: ScriptChosen | None = Field(description="The most specific of those that fit; null when none does.")
    others: list[ScriptFit] = Field(description="Others that fit, the best first.")
    values: dict[Variable, str] = Field(
        description="What stands in for the variables of its texts, as far as it is known.",
        examples=[{"contact": "Katrin Behrens", "rep": "王芳"}],
    )
