"""The vocabulary of scripts, what a version must have before somebody approves it, what its moves set. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.problems import Fault
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.scripts.content import Content, Texts

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
