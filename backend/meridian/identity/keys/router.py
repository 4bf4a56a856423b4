"""`/v1/api-keys`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Request, Response

from meridian.identity import queries
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.keys import service
from meridian.identity.permissions import Permission
from meridian.identity.schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/api-keys", tags=["identity"], route_class=Route)
Holder = Annotated[Actor, allow(Permission.API_KEY_WRITE)]


@list_and_search(router, "", queries.API_KEYS, summary="List API keys")
async def list_api_keys(session: Reading, actor: Holder, query: ListQuery) -> Page[ApiKeyRead]:
    """My keys, or for administrators all, with when they were last used; never their secrets."""
    return await queries.page_of_keys(session, actor, query)


@router.post("", status_code=201, summary="Make an API key")
async def create_api_key(request: Request, session: Writing, actor: Holder, body: ApiKeyCreate) -> ApiKeyCreated:
    """Makes a key for oneself or, by an administrator, for a program. Its secret is in this answer and nowhere else;
    if the answer is lost, revoke the key and make another. Keys make no keys (403)."""
    key, secret = await service.create_key(session, actor, body)
    read = ApiKeyRead.model_validate(key)
    request.state.kept_body = ApiKeyCreated(**read.model_dump(), secret=None).model_dump_json().encode()
    return ApiKeyCreated(**read.model_dump(), secret=secret)


@router.get("/{key_id}", summary="Get an API key")
async def get_api_key(session: Reading, actor: Holder, key_id: uuid.UUID) -> ApiKeyRead:
    """One key, without its secret."""
    return await queries.read_key(session, actor, key_id)


@router.delete("/{key_id}", status_code=204, response_class=Response, summary="Revoke an API key")
async def revoke_api_key(session: Writing, actor: Holder, key_id: uuid.UUID) -> Response:
    """Ends the key at once and for good; it stays in the list with `revoked_at`."""
    await service.revoke_key(session, actor, key_id)
    return Response(status_code=204)
