"""`/v1/teams` and `/v1/departments`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.identity import queries
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team
from meridian.identity.organisation import service
from meridian.identity.permissions import Permission
from meridian.identity.schemas import (
    DepartmentCreate,
    DepartmentRead,
    DepartmentUpdate,
    TeamCreate,
    TeamRead,
    TeamUpdate,
)
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["identity"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.USER_READ)]
Writer = Annotated[Actor, allow(Permission.ORGANISATION_WRITE)]
Version = Annotated[int, Depends(if_match)]


def _team(team: Team, response: Response) -> TeamRead:
    set_etag(response, team.version)
    return TeamRead.model_validate(team)


def _department(department: Department, response: Response) -> DepartmentRead:
    set_etag(response, department.version)
    return DepartmentRead.model_validate(department)


@router.get("/teams", summary="List teams", openapi_extra={"parameters": query_parameters(queries.TEAMS)})
async def list_teams(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.TEAMS))]
) -> Page[TeamRead]:
    """Teams, by name."""
    return await queries.page_of_teams(session, actor, query)


@router.post("/teams/search", summary="Search teams")
async def search_teams(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.TEAMS))]
) -> Page[TeamRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page_of_teams(session, actor, query)


@router.post("/teams", status_code=201, summary="Found a team")
async def create_team(session: Writing, actor: Writer, body: TeamCreate, response: Response) -> TeamRead:
    """Founds a team in a department; lead and manager must be active and of a fitting role."""
    return _team(await service.create_team(session, body), response)


@router.get("/teams/{team_id}", summary="Get a team")
async def get_team(session: Reading, actor: Reader, team_id: uuid.UUID, response: Response) -> TeamRead:
    """One team."""
    return _team(await queries.load(session, Team, team_id), response)


@router.patch("/teams/{team_id}", summary="Change a team")
async def update_team(
    session: Writing, actor: Writer, team_id: uuid.UUID, body: TeamUpdate, version: Version, response: Response
) -> TeamRead:
    """Changes the fields sent. A team with active members neither closes nor moves to another department (409)."""
    return _team(await service.change_team(session, team_id, body, version), response)


@router.delete("/teams/{team_id}", status_code=204, response_class=Response, summary="Dissolve a team")
async def delete_team(session: Writing, actor: Writer, team_id: uuid.UUID, version: Version) -> Response:
    """Removes a team that nothing ever referred to; else 409: close it with `active: false`."""
    await service.dissolve(session, Team, team_id, version)
    return Response(status_code=204)


@router.get(
    "/departments", summary="List departments", openapi_extra={"parameters": query_parameters(queries.DEPARTMENTS)}
)
async def list_departments(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(queries.DEPARTMENTS))]
) -> Page[DepartmentRead]:
    """Departments, by code."""
    return await queries.page_of_departments(session, actor, query)


@router.post("/departments/search", summary="Search departments")
async def search_departments(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.DEPARTMENTS))]
) -> Page[DepartmentRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page_of_departments(session, actor, query)


@router.post("/departments", status_code=201, summary="Found a department")
async def create_department(
    session: Writing, actor: Writer, body: DepartmentCreate, response: Response
) -> DepartmentRead:
    """Founds a department."""
    return _department(await service.create_department(session, body), response)


@router.get("/departments/{department_id}", summary="Get a department")
async def get_department(
    session: Reading, actor: Reader, department_id: uuid.UUID, response: Response
) -> DepartmentRead:
    """One department."""
    return _department(await queries.load(session, Department, department_id), response)


@router.patch("/departments/{department_id}", summary="Change a department")
async def update_department(
    session: Writing,
    actor: Writer,
    department_id: uuid.UUID,
    body: DepartmentUpdate,
    version: Version,
    response: Response,
) -> DepartmentRead:
    """Changes the fields sent. A department with active people or teams does not close (409)."""
    return _department(await service.change_department(session, department_id, body, version), response)


@router.delete(
    "/departments/{department_id}", status_code=204, response_class=Response, summary="Dissolve a department"
)
async def delete_department(session: Writing, actor: Writer, department_id: uuid.UUID, version: Version) -> Response:
    """Removes a department that nothing ever referred to; else 409: close it with `active: false`."""
    await service.dissolve(session, Department, department_id, version)
    return Response(status_code=204)
