"""What the product says to people: found in its source and tables, and brought into the catalogues of the languages.

`make messages` writes what is new with an empty translation and takes out what nobody says any more; a test asks that
none is empty. Words that stand in a table in both languages (states and moves of workflows, settings) are taken from
there.
"""

import ast
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, get_args

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from pydantic_core.core_schema import ErrorType

import meridian
from meridian import wiring
from meridian.complaints.rules import CompensationState
from meridian.identity.permissions import Role
from meridian.imports.rules import RowState
from meridian.kernel.language import PATH, PYDANTIC
from meridian.kernel.workflow.rules import MOVES_OF, Workflow
from meridian.opportunities.rules import OpportunityOutcome
from meridian.places.phones import PhoneProblem
from meridian.plans.rules import Method
from meridian.policies.definitions.registry import DEFINITIONS, SETTING
from meridian.policies.rules import Band, Grade, Priority, RecordKind

SOURCE = Path(meridian.__file__).parent
LABELLED: tuple[type[StrEnum], ...] = (
    Band,
    CompensationState,
    Grade,
    Method,
    OpportunityOutcome,
    PhoneProblem,
    Priority,
    RecordKind,
    Role,
    RowState,
)
"""Enums whose members are named in a sentence, beside the states of workflows."""


class Said(NamedTuple):
    """Words in the source, or None where an expression stands that nobody can translate (a test refuses it)."""

    text: str | None
    file: str
    line: int


class Entry(NamedTuple):
    """A text to be translated. fixed: its Chinese, where a table has it."""

    context: str | None
    text: str
    file: str = ""
    fixed: str = ""


def said_in_source() -> Iterator[Said]:
    """Every message of the product's source: the literal that stands first in each `msg`."""
    for path in sorted(SOURCE.rglob("*.py")):
        file = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "msg":
                first = node.args[0] if node.args else None
                yield Said(str(first.value) if isinstance(first, ast.Constant) else None, file, node.lineno)


def entries() -> list[Entry]:
    """Everything that is said, each once."""
    found: dict[tuple[str | None, str], Entry] = {
        (None, said.text): Entry(None, said.text, said.file) for said in said_in_source() if said.text is not None
    }
    for workflow in wiring.WORKFLOWS:
        found |= {(each.context, each.text): each for each in _of_workflow(workflow)}
    for kind in LABELLED:
        found |= {(kind.__name__, member.value): Entry(kind.__name__, member.value) for member in kind}
    for key, definition in DEFINITIONS.items():
        found[SETTING, key] = Entry(SETTING, key, fixed=definition.label_zh)
    for kind_of_error in get_args(ErrorType):
        found[PYDANTIC, kind_of_error] = Entry(PYDANTIC, kind_of_error)
    return sorted(found.values(), key=lambda each: (each.context or "", each.text))


def _of_workflow(workflow: Workflow[Any]) -> Iterator[Entry]:
    context = workflow.states.__name__
    for state in workflow.states:
        yield Entry(context, state.value, fixed=workflow.labels_zh[state])
    for move in workflow.moves:
        yield Entry(f"{MOVES_OF}{workflow.name}", move.name, fixed=move.label_zh)


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def catalogue(path: Path) -> Catalog:
    """The catalogue as it is committed."""
    with path.open("rb") as file:
        return read_po(file)


def updated(known: Catalog, wanted: Iterable[Entry]) -> Catalog:
    """The catalogue with just the texts that are said, translated as far as it was."""
    renewed = Catalog()
    for each in wanted:
        message = known.get(each.text, each.context)
        translation = each.fixed or (str(message.string) if message is not None else "")
        renewed.add(each.text, translation, locations=[(each.file, 0)] if each.file else (), context=each.context)
    return renewed


def write(path: Path, renewed: Catalog) -> None:
    """Writes the catalogue, in an order that changes no more than its texts."""
    with path.open("wb") as file:
        write_po(file, renewed, width=120, omit_header=True, include_lineno=False)


def paths() -> list[Path]:
    """The catalogues there are."""
    return sorted(PATH.glob("*/messages.po"))
