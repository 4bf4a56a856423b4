"""`/v1/session` and `/v1/me`: signing in and out, who I am, what I may do."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from meridian.identity.access import (
    COOKIE,
    Acting,
    Hasher,
    Reading,
    Writing,
    before_own_password,
    refuse_foreign_origin,
)
from meridian.identity.credentials import device_token, known_device
from meridian.identity.rules import account_subject, throttles_of
from meridian.identity.schemas import Me, MeUpdate, PasswordChange, SessionRead, SessionsEnded, SignIn
from meridian.identity.sessions import service
from meridian.identity.users import service as users_service
from meridian.kernel.http.handlers import answer
from meridian.kernel.http.openapi import PUBLIC
from meridian.kernel.http.route import Route, database, if_match, trace_id
from meridian.kernel.listing.shown import Written
from meridian.kernel.openapi.problems import problem_responses

router = APIRouter(prefix="/v1", tags=["session"], route_class=Route)


DEVICE_COOKIE = "meridian_device"
"""By which a browser is known again, so that strangers who guess at the account do not hold its owner up."""
DEVICE_SECONDS = 400 * 24 * 3600  # the most that browsers grant


def _forget_cookie(request: Request, response: Response) -> None:
    secure = request.app.state.settings.secure_cookies
    response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="lax")


@router.post(
    "/session",
    status_code=201,
    summary="Sign in",
    openapi_extra=PUBLIC,
    responses=problem_responses((400, 401, 403, 413, 415, 422, 429, 503)),
)
async def sign_in(request: Request, response: Response, body: SignIn, hasher: Hasher) -> SessionRead:
    """Starts a browser session and sets its cookie. 401 says the same whether or not the account exists; after
    several failures 429 says when to try again, the wait doubling with each."""
    refuse_foreign_origin(request)
    settings = request.app.state.settings
    lifetime = timedelta(hours=settings.session_hours)
    key, account = settings.signing_key(), account_subject(body.email)
    device = known_device(key, account, request.cookies.get(DEVICE_COOKIE))
    signed_in = await service.sign_in(
        database(request),
        hasher,
        email=body.email,
        password=body.password.get_secret_value(),
        throttles=throttles_of(body.email, request.client.host if request.client else "unknown", device),
        user_agent=request.headers.get("user-agent"),
        lifetime=lifetime,
        request_id=trace_id(request),
    )
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    response.set_cookie(
        DEVICE_COOKIE,
        device_token(key, account, device),
        max_age=DEVICE_SECONDS,
        path="/v1/session",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return SessionRead.model_validate({"user": signed_in.user, "by": "session", "expires_at": signed_in.expires_at})


@router.get("/session", summary="Who am I signed in as")
@before_own_password
async def get_session(session: Reading, actor: Acting) -> SessionRead:
    """Who the cookie or key stands for, and until when. 401 when nobody."""
    return await service.session_read(session, actor)


@router.delete("/session", status_code=204, response_class=Response, summary="Sign out")
@before_own_password
async def sign_out(request: Request, session: Writing, actor: Acting) -> Response:
    """Ends this browser session; its cookie is worthless from this moment on."""
    await service.sign_out(session, actor)
    response = Response(status_code=204)
    _forget_cookie(request, response)
    return response


@router.post("/session/sign-out-everywhere", summary="Sign out everywhere")
@before_own_password
async def sign_out_everywhere(request: Request, response: Response, session: Writing, actor: Acting) -> SessionsEnded:
    """Ends all my browser sessions, this one included. API keys stay: revoke them one by one."""
    service.require_person(actor)
    ended = await users_service.end_sessions(session, actor.user_id)
    _forget_cookie(request, response)
    return SessionsEnded(sessions_ended=ended)


@router.get("/me", summary="My profile and what I may do")
async def get_me(session: Reading, actor: Acting) -> Written[Me]:
    """Profile, role, each permission with its reach, hidden groups of fields, department and teams."""
    return await service.me(session, actor)


@router.patch("/me", summary="Change my name, zone or language")
async def update_me(
    session: Writing, actor: Acting, body: MeUpdate, version: Annotated[int, Depends(if_match)]
) -> Written[Me]:
    """Changes the fields sent. Role and place in the organisation are an administrator's."""
    return await service.change_me(session, actor, body, version)


@router.post("/me/password", status_code=204, response_class=Response, summary="Change my password")
@before_own_password
async def change_password(
    request: Request, session: Writing, actor: Acting, body: PasswordChange, hasher: Hasher
) -> Response:
    """Needs the present password. All my other sessions end. Who was given a password can do nothing else before."""
    problem = await service.change_password(
        session,
        actor,
        hasher,
        old_password=body.old_password.get_secret_value(),
        new_password=body.new_password.get_secret_value(),
    )
    return Response(status_code=204) if problem is None else answer(problem, request)
