"""Workflows as data: a table of moves read top to bottom, and the one interpreter that runs them.

Check order: source state → 409 with the allowed moves; permission → 403; needed fields → 422 naming each; guards → 409
with their reason code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a guard says no: a stable code, words, and the field to blame where there is one."""

    code: str
    detail: str
    pointer: str = ""


Guard = Callable[[Any], Refusal | None]


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One transition. `needs` are fields of the request that must be given; guards look at a context object.

    target: None leaves the state as it is, whichever of the sources that is.
    permission: the permission's code; None for moves that only the clock or another move makes.
    when: which records know the move at all, told from the context; for others it is as if it were not in the table.
    """

    name: str
    sources: frozenset[S]
    target: S | None
    permission: str | None = None
    needs: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = field(default=(), repr=False)
    when: Callable[[Any], bool] | None = field(default=None, repr=False)
    label_zh: str = ""

    def leads_to(self, source: S) -> S:
        """The state after the move."""
        return source if self.target is None else self.target


@dataclass(frozen=True)
class Workflow(Generic[S]):
    """States, moves, and where it starts and ends."""

    name: str
    states: type[S]
    start: S
    final: frozenset[S]
    moves: tuple[Move[S], ...]
    labels_zh: Mapping[S, str] = field(default_factory=dict)

    def move(self, name: str) -> Move[S] | None:
        return next((move for move in self.moves if move.name == name), None)

    def allowed(self, state: S, may: Callable[[str], bool], context: Any = None) -> list[str]:
        """Moves out of `state` that this actor could ask for; what they need is told on trying.

        context: what `when` looks at; without it every move counts as known.
        """
        return [
            m.name
            for m in self.moves
            if state in m.sources and m.permission is not None and may(m.permission) and _known(m, context)
        ]

    def check(
        self,
        name: str,
        state: S,
        *,
        may: Callable[[str], bool],
        given: Mapping[str, Any],
        context: Any = None,
    ) -> S:
        """The state the move leads to, or the refusal. Changes nothing."""
        found = self.move(name)
        allowed = self.allowed(state, may, context)
        if found is None or state not in found.sources or not _known(found, context):
            raise Conflict(f"“{name}” is not possible from “{state}”", reason="wrong_state", allowed_moves=allowed)
        if found.permission is not None and not may(found.permission):
            raise Forbidden(f"“{name}” needs the permission {found.permission}", permission=found.permission)
        missing = [need for need in found.needs if given.get(need) in (None, "", [], {})]
        if missing:
            raise Invalid(
                f"“{name}” needs more",
                errors=[Fault(f"/{need}", "missing", f"“{name}” needs this field") for need in missing],
                allowed_moves=allowed,
            )
        refusals = [refusal for guard in found.guards if (refusal := guard(context)) is not None]
        if refusals:
            raise Conflict(
                refusals[0].detail,
                reason=refusals[0].code,
                errors=[Fault(refusal.pointer, refusal.code, refusal.detail) for refusal in refusals],
                allowed_moves=allowed,
            )
        return found.leads_to(state)


def _known(move: Move[Any], context: Any) -> bool:
    return move.when is None or context is None or move.when(context)
