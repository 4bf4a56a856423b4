"""Workflows as data: a table of moves read top to bottom, and what it says of one move of one record. Pure.

Check order: source state → 409 with the allowed moves; permission → 403; needed fields → 422 naming each; guards and
what else the move requires → 409 with a reason code each. The engine (service.py) makes the move.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from meridian.kernel.events.rules import EventType
from meridian.kernel.language import Label, Message, msg
from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid

R = TypeVar("R")
S = TypeVar("S", bound=StrEnum)
MOVES_OF = "moves of "
"""Context of the names of a workflow's moves, before the workflow's own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a guard says no: a stable code, words, and the field to blame where there is one.

    forbids: it is none of this actor's business: 403, as without the permission.
    kind: the problem's code, for guards that say no in the same way; else it is the first refusal's code.
    """

    code: str
    detail: Message
    pointer: str = ""
    forbids: bool = False
    kind: str | None = None


@dataclass(slots=True)
class MoveContext(Generic[R]):
    """A move being made: of which record, by whom, with what.

    source, since: the state it leaves, and since when it was there. parent: the record it belongs to, where that says
    more of it. actor: who asks; None for the clock and for what another move causes. body, given: what was sent, as it
    came and as fields. facts: what guards look at. said: what effects add to the data of the move's events. rows: what
    they add to other tables, written with the move.
    """

    move: "Move[Any]"
    record: R
    source: StrEnum
    since: datetime
    now: datetime
    actor: Any = None
    actor_id: Any = None
    parent: Any = None
    body: Any = None
    given: Mapping[str, Any] = field(default_factory=dict)
    facts: Any = None
    reason: str | None = None
    said: dict[str, Any] = field(default_factory=dict)
    rows: list[tuple[Any, Mapping[str, Any]]] = field(default_factory=list)

    @property
    def target(self) -> Any:
        """The state it leads to."""
        return self.move.leads_to(self.source)

    @property
    def stays(self) -> bool:
        """Whether it leaves the record in its state: then no time in it is over."""
        return bool(self.target == self.source)


Guard = Callable[[Any], Refusal | None]
"""Looks at the facts about the record and whoever acts."""
Requirement = Callable[[Any], Iterable[Refusal]]
"""Looks at the whole `MoveContext`, for what the request brings counts too; names each thing that is missing."""


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One transition: when it can be made, and what it causes.

    target: None leaves the state as it is, whichever of the sources that is.
    permission: the permission's code; None for moves that only the clock or another move makes.
    when: which records know the move at all, told from the facts; for others it is as if it were not in the table.
    needs: fields that must be given, by this request or by what the record holds already. ways: where that can be done
        in several ways, or elsewhere than in the move, each way in words.
    guards: what the record, or who acts, has against it, whatever a request brings: while one refuses, the move is not
        offered either. requires: what a request or work on the record can still bring: told on trying.
    brings: the effect that writes what the request brings along, before guards and requirements look.
    sets: the columns of the record that change with its state. effects: what else it causes, in order, each by the
        name of the function that the engine is given. events: what is published of it.
    """

    name: str
    sources: frozenset[S]
    target: S | None
    permission: str | None = None
    needs: tuple[str, ...] = ()
    ways: Mapping[str, Message] = field(default_factory=dict, repr=False, hash=False)
    guards: tuple[Guard, ...] = field(default=(), repr=False)
    requires: tuple[Requirement, ...] = field(default=(), repr=False)
    when: Callable[[Any], bool] | None = field(default=None, repr=False)
    brings: str | None = None
    sets: Callable[[MoveContext[Any]], Mapping[str, Any]] | None = field(default=None, repr=False)
    effects: tuple[str, ...] = ()
    events: tuple[EventType, ...] = field(default=(), repr=False)
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

    @property
    def looks(self) -> bool:
        """Whether facts say which moves there are or are offered."""
        return any(move.guards or move.when is not None for move in self.moves)

    def label(self, move: str) -> Label:
        """The name of a move."""
        return Label(f"{MOVES_OF}{self.name}", move)

    def move(self, name: str) -> Move[S] | None:
        return next((move for move in self.moves if move.name == name), None)

    def leading(self, source: S, target: S) -> Move[S] | None:
        """The first move that leads from `source` to `target`."""
        return next((move for move in self.moves if source in move.sources and move.target is target), None)

    def allowed(self, state: S, may: Callable[[str], bool], facts: Any = None) -> list[str]:
        """Moves out of `state` that this actor would be granted once they bring what the move needs and requires.

        may: which permissions the actor holds for this record. facts: what guards and `when` look at.
        """
        return [
            move.name
            for move in self.moves
            if state in move.sources
            and move.permission is not None
            and may(move.permission)
            and _known(move, facts)
            and not any(guard(facts) for guard in move.guards)
        ]

    def find(self, name: str, state: S, *, may: Callable[[str], bool] | None, facts: Any = None) -> Move[S]:
        """The move, if the record knows it in that state and who asks may make it; else 409 or 403.

        may: None for the clock and for what another move causes, which may make every move. People may make those that
        have a permission: the others are none of theirs. facts: None when whoever chose the record has looked at them.
        """
        found = self.move(name)
        theirs = found is not None and (may is None or found.permission is not None)
        unknown = found is None or not theirs or state not in found.sources
        if found is None or unknown or (facts is not None and not _known(found, facts)):
            allowed = self.allowed(state, may, facts) if may is not None else []
            raise Conflict(
                msg("“{move}” is not possible from “{state}”", move=self.label(name), state=state),
                reason="wrong_state",
                allowed_moves=allowed,
            )
        if may is not None:
            self.require_permission(name, may)
        for guard in found.guards if may is not None else ():
            if (refusal := guard(facts)) is not None and refusal.forbids:
                raise Forbidden(refusal.detail, reason=refusal.code)
        return found

    def require_permission(self, name: str, may: Callable[[str], bool]) -> None:
        """403 naming the permission that the move needs and `may` denies."""
        found = self.move(name)
        if found is not None and found.permission is not None and not may(found.permission):
            raise Forbidden(
                msg("“{move}” needs the permission {permission}", move=self.label(name), permission=found.permission),
                permission=found.permission,
            )

    def require_needs(self, at: MoveContext[Any], allowed: Collection[str]) -> None:
        """422 naming each field that the move needs and nobody gave."""
        missing = [need for need in at.move.needs if at.given.get(need) in (None, "", [], {})]
        if missing:
            label = self.label(at.move.name)
            plain = msg("“{move}” needs this field", move=label)
            raise Invalid(
                msg("“{move}” needs more", move=label),
                errors=[Fault(f"/{need}", "missing", at.move.ways.get(need, plain)) for need in missing],
                allowed_moves=list(allowed),
            )

    def require_conditions(self, at: MoveContext[Any], allowed: Collection[str]) -> None:
        """409 naming each guard and requirement that is not met."""
        refusals = [refusal for guard in at.move.guards if (refusal := guard(at.facts)) is not None]
        refusals += [refusal for requirement in at.move.requires for refusal in requirement(at)]
        if refusals:
            raise Conflict(
                refusals[0].detail,
                reason=refusals[0].code,
                kind=refusals[0].kind,
                errors=[Fault(refusal.pointer, refusal.code, refusal.detail) for refusal in refusals],
                allowed_moves=list(allowed),
            )


def _known(move: Move[Any], facts: Any) -> bool:
    return move.when is None or bool(move.when(facts))
