"""API keys: made by people for themselves, and by administrators for programs; shown once, revoked for good."""

import uuid
from datetime import timedelta

from meridian.identity import queries
from meridian.identity.actor import Actor, sees_all
from meridian.identity.credentials import SHOWN, digest, new_key
from meridian.identity.events import CHANNEL
from meridian.identity.models import ApiKey, User
from meridian.identity.permissions import GRANTS, Permission, Role, needs
from meridian.identity.schemas import ApiKeyCreate
from meridian.identity.sessions import service
from meridian.kernel.db.notify import notify
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Forbidden, Invalid

LONGEST = timedelta(days=366)


async def create_key(session: WriteSession, actor: Actor, body: ApiKeyCreate) -> tuple[ApiKey, str]:
    """The key and its secret, which is not kept. 422 naming what its user may not do, what cannot be used
    without a permission that is not asked for, or a date out of range."""
    service.require_person(actor)
    owner = await _owner(session, actor, body.user_id or actor.user_id)
    held = GRANTS[Role(owner.role)]
    faults = [
        Fault(
            f"/permissions/{index}",
            "not_held",
            msg("{permission} is not a permission of this user", permission=str(permission)),
        )
        for index, permission in enumerate(body.permissions)
        if permission not in held
    ]
    faults += [
        Fault(
            f"/permissions/{index}",
            "not_usable",
            msg("{permission} cannot be used without {needed}", permission=str(permission), needed=str(needed)),
        )
        for index, permission in enumerate(body.permissions)
        if permission in held and (needed := needs(permission)) is not None and needed not in body.permissions
    ]
    if not session.now < body.expires_at <= session.now + LONGEST:
        faults.append(Fault("/expires_at", "out_of_range", msg("must lie within the next year")))
    if faults:
        raise Invalid(errors=faults)
    secret = new_key()
    key = ApiKey(
        user_id=owner.id,
        name=body.name,
        prefix=secret[:SHOWN],
        key_hash=digest(secret),
        permissions=[str(permission) for permission in body.permissions],
        rate_limit_per_minute=body.rate_limit_per_minute,
        expires_at=body.expires_at,
        created_by=actor.user_id,
    )
    session.add(key)
    await session.flush()
    return key, secret


async def _owner(session: WriteSession, actor: Actor, user_id: uuid.UUID) -> User:
    """Oneself, or a program for an administrator: nobody makes keys that act as another person."""
    owner = await queries.find(session, User, user_id)
    if user_id == actor.user_id and owner is not None:
        return owner
    if not sees_all(actor, Permission.API_KEY_WRITE):
        raise Forbidden(msg("only administrators make keys for programs"), reason="not_own")
    if owner is None or not owner.active or owner.role != Role.API_CLIENT:
        raise Invalid(errors=[Fault("/user_id", "not_a_program", msg("must be an active api_client"))])
    return owner


async def revoke_key(session: WriteSession, actor: Actor, key_id: uuid.UUID) -> None:
    """Ends the key at once in every process. Revoking twice changes nothing."""
    key = await queries.load_key(session, actor, key_id, lock=True)
    if key.revoked_at is None:
        key.revoked_at = session.now
        await notify(session, CHANNEL)
