"""What a version of a script says, as it is written, read and kept."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from meridian.kernel.language import msg
from meridian.kernel.schemas import Code, Input, Text

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Texts = Annotated[dict[Language, Annotated[Text, Field(max_length=4000)]], Field(max_length=12)]
"""A text by language: ISO 639 codes, as in the first part of a BCP 47 tag."""


class NeedOrField(StrEnum):
    """Where the answer to a question belongs: a need of the customer, or one of its fields."""

    CURRENT_NEED = "current_need"
    FUTURE_NEED = "future_need"
    LATENT_NEED = "latent_need"
    DEMAND = "demand"
    DECISION_PROCESS = "decision_process"
    PREFERENCES = "preferences"
    BUSINESS_SCOPE = "business_scope"


class Check(StrEnum):
    """What every conversation has (OT-11)."""

    INTRODUCED = "introduced"
    PURPOSE = "purpose"
    RECAP = "recap"
    NO_PRESSURE = "no_pressure"


def _distinct(name: str) -> Callable[[Sequence[Any]], Any]:
    def check(entries: Sequence[Any]) -> Sequence[Any]:
        keys = [getattr(entry, name) for entry in entries]
        if len(set(keys)) < len(keys):
            raise ValueError(msg("each {name} once", name=name))
        return entries

    return check


Materials = Annotated[
    list[uuid.UUID],
    Field(default_factory=list, max_length=10, description="Files of the script to have at hand.", examples=[[ID]]),
]


class Branch(Input):
    """One way the customer may answer, and where the conversation goes on."""

    key: Code = Field(description="Stable within the part.", examples=["after_shipment"])
    says: Texts = Field(description="What they say, by language.", examples=[{"en": "Yes, but pay after shipment"}])
    section: Code | None = Field(default=None, description="The part it leads to.", examples=["letter_of_credit"])
    objection: Code | None = Field(default=None, description="Or the objection it leads to.", examples=[None])

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.section is not None and self.objection is not None:
            raise ValueError(msg("a branch leads to a part or to an objection"))
        return self


class Question(Input):
    """What to ask, and where the answer belongs."""

    key: Code = Field(description="Stable within the script.", examples=["who_signs"])
    asks: Texts = Field(description="The question, by language.", examples=[{"en": "Who signs off payment terms?"}])
    fills: NeedOrField = Field(description="Where the answer belongs.", examples=["decision_process"])
    required: bool = Field(default=False, description="Asked in every conversation.", examples=[True])


class Section(Input):
    """A part of the conversation."""

    key: Code = Field(description="Stable within the script, also over its versions.", examples=["payment"])
    title: Texts = Field(description="What the part is called.", examples=[{"en": "Payment", "zh": "付款方式"}])
    says: Texts = Field(
        description="What to say, by language; `{contact}` and the like are filled in.",
        examples=[{"en": "{contact}, last week you asked for 30 days. Would that work for your finance department?"}],
    )
    branches: Annotated[list[Branch], AfterValidator(_distinct("key"))] = Field(
        default_factory=list, max_length=9, description="How they may answer."
    )
    questions: list[Question] = Field(default_factory=list, max_length=12, description="What to ask.")
    objections: list[Code] = Field(
        default_factory=list, max_length=12, description="Objections often heard here.", examples=[["price"]]
    )
    materials: Materials


class ObjectionAnswer(Input):
    """The answer to an objection of the catalogue."""

    objection: Code = Field(description="Code of the objection.", examples=["price"])
    answer: Texts = Field(
        description="What to answer, by language.", examples=[{"en": "It has no shaft seal to pay for"}]
    )
    materials: Materials


class Content(Input):
    """Everything a version says."""

    sections: Annotated[list[Section], AfterValidator(_distinct("key"))] = Field(
        default_factory=list, max_length=20, description="The parts, in order."
    )
    objections: Annotated[list[ObjectionAnswer], AfterValidator(_distinct("objection"))] = Field(
        default_factory=list, max_length=30, description="Answers to objections."
    )
    checklist: list[Check] = Field(
        default_factory=lambda: list(Check),
        max_length=len(Check),
        description="What the conversation is held to (OT-11).",
        examples=[["introduced", "purpose", "recap", "no_pressure"]],
    )

    @model_validator(mode="after")
    def _questions_once(self) -> Self:
        _distinct("key")([question for section in self.sections for question in section.questions])
        return self

    def materials(self) -> Iterator[tuple[str, uuid.UUID]]:
        """Every file named, each with its place."""
        named = [(f"/sections/{at}", part.materials) for at, part in enumerate(self.sections)]
        named += [(f"/objections/{at}", part.materials) for at, part in enumerate(self.objections)]
        for place, files in named:
            for number, file_id in enumerate(files):
                yield f"{place}/materials/{number}", file_id
