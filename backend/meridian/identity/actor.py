"""Whoever acts: a person in a browser, or a program with a key."""

import uuid
from dataclasses import dataclass

from meridian.identity.roles import Grants, Permission, Role, Scope
from meridian.kernel.problems import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """The authenticated principal of a request, with everything that scopes its queries.

    principal_id: the session's user, or the API key; rate limits and idempotency keys belong to it.
    team_ids: teams the user belongs to or leads. masked: sensitive groups hidden from the user's role.
    """

    user_id: uuid.UUID
    principal_id: uuid.UUID
    role: Role
    grants: Grants
    team_ids: tuple[uuid.UUID, ...] = ()
    department_id: uuid.UUID | None = None
    masked: frozenset[str] = frozenset()
    zone: str = "Asia/Shanghai"
    locale: str = "zh-CN"
    session_id: uuid.UUID | None = None

    def may(self, permission: Permission | str) -> bool:
        return permission in self.grants

    def scope(self, permission: Permission) -> Scope | None:
        """How far the permission reaches; None when the actor does not have it."""
        return self.grants.get(permission)

    def require(self, permission: Permission) -> Scope:
        """The scope, or 403."""
        scope = self.grants.get(permission)
        if scope is None:
            raise Forbidden(f"this needs the permission {permission}", permission=str(permission))
        return scope

    @property
    def is_program(self) -> bool:
        return self.session_id is None
