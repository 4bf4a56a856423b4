"""`/v1/users`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from meridian.identity import queries
from meridian.identity.access import Hasher, Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.schemas import PasswordReset, SessionsEnded, UserCreate, UserRead, UserUpdate
from meridian.identity.users import service
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/users", tags=["identity"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.USER_READ)]
Writer = Annotated[Actor, allow(Permission.USER_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.USERS, summary="List users")
async def list_users(session: Reading, actor: Reader, query: ListQuery) -> Page[UserRead]:
    """Colleagues, by name; those who left too unless `active=true`."""
    return await queries.page_of_users(session, actor, query)


@router.post("", status_code=201, summary="Add a user")
async def create_user(session: Writing, actor: Writer, body: UserCreate, hasher: Hasher) -> UserRead:
    """Adds somebody. Where only the team is given, the department is the team's."""
    return UserRead.model_validate(await service.create_user(session, hasher, body))


@router.get("/{user_id}", summary="Get a user")
async def get_user(session: Reading, actor: Reader, user_id: uuid.UUID) -> UserRead:
    """One colleague."""
    return UserRead.model_validate(await queries.load(session, User, user_id))


@router.patch("/{user_id}", summary="Change a user")
async def update_user(
    request: Request, session: Writing, actor: Writer, user_id: uuid.UUID, body: UserUpdate, version: Version
) -> UserRead:
    """Changes the fields sent. `active: false` signs the person out everywhere, revokes their keys and vacates their
    posts; what is theirs to do goes to `successor_id` (409 `successor_needed` names it); the last active administrator
    stays one (409)."""
    return UserRead.model_validate(await service.change_user(session, user_id, body, version, request.app.state.duties))


@router.post("/{user_id}/password", status_code=204, response_class=Response, summary="Set a user's password")
async def reset_password(
    session: Writing, actor: Writer, user_id: uuid.UUID, body: PasswordReset, hasher: Hasher
) -> Response:
    """For somebody new or who forgot it; signs them out everywhere. They choose their own at the next sign-in."""
    await service.reset_password(session, hasher, user_id, body.new_password.get_secret_value(), actor.user_id)
    return Response(status_code=204)


@router.post("/{user_id}/sign-out-everywhere", summary="Sign a user out everywhere")
async def sign_out_user(session: Writing, actor: Writer, user_id: uuid.UUID) -> SessionsEnded:
    """Ends all browser sessions of somebody, such as of a lost laptop."""
    return SessionsEnded(sessions_ended=await service.sign_out_user(session, user_id))
