"""How the records that files belong to are seen. Domains above name theirs in their Part; wiring collects them."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select

from meridian.identity.actor import Actor
from meridian.identity.roles import Permission


@dataclass(frozen=True, slots=True)
class FileSubject:
    """Records of one kind: who may read any of them, and which of them an actor sees (a SELECT of their ids)."""

    subject_type: str
    permission: Permission
    visible: Callable[[Actor], Select[uuid.UUID]]


Subjects = Sequence[FileSubject]
