"""`/v1/history`."""

from typing import Annotated

from fastapi import APIRouter

from meridian.audit import queries
from meridian.audit.schemas import HistoryEntry
from meridian.customers.router import counted
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/history", tags=["history"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.HISTORY_READ)]


@list_and_search(router, "", queries.HISTORY, summary="List changes")
@counted
async def list_history(session: Reading, actor: Reader, query: ListQuery) -> Page[HistoryEntry]:
    """Every change of records in my scope, newest first: of customers I see, and, for those who answer for the whole
    company, of its users, policies and settings. Values of fields hidden from me are null and named."""
    return await queries.page(session, actor, query)
