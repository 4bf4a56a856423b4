"""The bodies of `POST …/moves/{move}`: one model holds the fields of all moves of a workflow, and says which move takes
which. The contract shows every move as an operation of its own with a body of its own (kernel/workflow/openapi.py).
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, TypeVar

from fastapi import Body, Depends

from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.schemas import Input
from meridian.kernel.workflow.rules import Workflow

Fields = tuple[str, ...]


class MoveBody(Input):
    """What the moves of a workflow may carry. No field is required here: what a move needs stands in its table.

    always: fields that every move takes.
    takes: what each move takes besides.
    unless_known: what a move needs, but not from the request when the record holds it already.
    """

    always: ClassVar[Fields] = ("reason",)
    takes: ClassVar[Mapping[str, Fields]] = {}
    unless_known: ClassVar[Mapping[str, Fields]] = {}

    @classmethod
    def fields_of(cls, move: str) -> Fields:
        """The fields the move takes, in the model's order."""
        taken = {*cls.always, *cls.takes.get(move, ())}
        return tuple(name for name in cls.model_fields if name in taken)

    def require_taken(self, move: str) -> None:
        """422 naming each field given that the move does not take: nothing is overlooked in silence."""
        untaken = sorted(self.model_fields_set - set(self.fields_of(move)))
        given = [name for name in untaken if getattr(self, name) is not None]
        if given:
            raise Invalid(
                errors=[Fault(f"/{name}", "not_taken", msg("“{move}” does not take this", move=move)) for name in given]
            )


B = TypeVar("B", bound=MoveBody)


def move_body(workflow: Workflow[Any], model: type[MoveBody]) -> Any:
    """Dependency of a route with `{move}` in its path: the body, absent when nothing is to be said, checked for the
    move. Moves that nobody asks for are left to the workflow to refuse."""

    async def read(move: str, body: MoveBody) -> MoveBody:
        found = workflow.move(move)
        if found is not None and found.permission is not None:
            body.require_taken(move)
        return body

    read.__annotations__["body"] = Annotated[model, Body(default_factory=model)]
    read.__dict__["moves"] = (workflow, model)
    return Depends(read)
