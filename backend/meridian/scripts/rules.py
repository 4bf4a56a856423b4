"""The vocabulary of scripts, what a version must have before somebody approves it, what its moves set. Pure."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from meridian.kernel.language import msg
from meridian.kernel.problems import Fault
from meridian.kernel.schemas import Code, Input, Text
from meridian.kernel.workflow.rules import MoveContext, Refusal

# What a version of a script says, as it is written, read and kept.


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


SCRIPT_FILES = "script"
"""The kind of record that materials belong to."""


class Scenario(StrEnum):
    """What a call is for."""

    FIRST_CONTACT = "first_contact"
    NURTURE = "nurture"
    FOLLOW_UP = "follow_up"
    QUOTE_FOLLOW_UP = "quote_follow_up"
    NEGOTIATION = "negotiation"
    REVISIT = "revisit"
    CARE = "care"
    WIN_BACK = "win_back"


class ScriptState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETIRED = "retired"


class Variable(StrEnum):
    """What stands in braces in a text and is filled in for the customer called."""

    CONTACT = "contact"
    CUSTOMER = "customer"
    CITY = "city"
    REP = "rep"
    PRODUCT = "product"
    OPPORTUNITY = "opportunity"
    LAST_CONTACT = "last_contact"


VARIABLE = re.compile(r"\{([^{}]*)\}")


def gaps(content: Content, languages: Sequence[str], objections: Iterable[str]) -> list[Fault]:
    """What keeps the version from being approved: texts missing in a language it is spoken in, branches that lead
    nowhere, objections without an answer, variables nobody fills. `objections`: codes of the catalogue in use."""
    if not content.sections:
        return [Fault("/content/sections", "missing", msg("a script has at least one part"))]
    return [*_of_sections(content, languages), *_of_objections(content, languages, set(objections))]


def _of_sections(content: Content, languages: Sequence[str]) -> Iterator[Fault]:
    parts = {section.key for section in content.sections}
    answered = {entry.objection for entry in content.objections}
    for at, section in enumerate(content.sections):
        place = f"/content/sections/{at}"
        yield from _said(section.says, languages, f"{place}/says")
        for number, branch in enumerate(section.branches):
            there = f"{place}/branches/{number}"
            yield from _said(branch.says, languages[:1], f"{there}/says")
            leads = branch.section in parts or branch.objection in answered
            if not leads:
                yield Fault(there, "leads_nowhere", msg("leads to no part and no objection of this script"))
        for number, question in enumerate(section.questions):
            yield from _said(question.asks, languages, f"{place}/questions/{number}/asks")
        for number, code in enumerate(section.objections):
            if code not in answered:
                yield Fault(f"{place}/objections/{number}", "unanswered", msg("the script has no answer to it"))


def _of_objections(content: Content, languages: Sequence[str], known: set[str]) -> Iterator[Fault]:
    for at, entry in enumerate(content.objections):
        place = f"/content/objections/{at}"
        if entry.objection not in known:
            yield Fault(f"{place}/objection", "unknown_objection", msg("is no objection of the catalogue in use"))
        yield from _said(entry.answer, languages, f"{place}/answer")


def _said(texts: Texts, languages: Sequence[str], pointer: str) -> Iterator[Fault]:
    for language in languages:
        if not texts.get(language):
            yield Fault(f"{pointer}/{language}", "missing", msg("is not written in this language yet"))
    for language, text in texts.items():
        for name in VARIABLE.findall(text):
            if name not in set(Variable):
                detail = msg("nothing is filled in for {name}", name=name)
                yield Fault(f"{pointer}/{language}", "unknown_variable", detail)


class VersionFacts(NamedTuple):
    """What guards look at. own: whoever acts wrote or submitted it."""

    own: bool
    gaps: Sequence[Fault]


def not_own_script(facts: VersionFacts) -> Refusal | None:
    return Refusal("own_script", msg("nobody approves a script they wrote themselves"), "") if facts.own else None


def is_whole(at: MoveContext[Any]) -> Iterator[Refusal]:
    """Each gap, at its place."""
    for gap in at.facts.gaps:
        yield Refusal(gap.code, gap.detail, gap.pointer, kind="script_incomplete")


def submitted(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"submitted_by": at.actor_id}


def approved(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"approved_by": at.actor_id, "approved_at": at.now}


def retired(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"retired_at": at.now}
