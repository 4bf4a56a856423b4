"""`/v1/teams`, `/v1/departments` and `/v1/roles`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.identity import queries
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team
from meridian.identity.organisation import service
from meridian.identity.permissions import GRANTS, Permission, Role
from meridian.identity.schemas import (
    DepartmentCreate,
    DepartmentRead,
    DepartmentUpdate,
    RoleRead,
    TeamCreate,
    TeamRead,
    TeamUpdate,
)
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page

router = APIRouter(prefix="/v1", tags=["identity"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.USER_READ)]
Writer = Annotated[Actor, allow(Permission.ORGANISATION_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/teams", queries.TEAMS, summary="List teams")
async def list_teams(session: Reading, actor: Reader, query: ListQuery) -> Page[TeamRead]:
    """Teams, by name."""
    return await queries.page_of_teams(session, actor, query)


@router.post("/teams", status_code=201, summary="Found a team")
async def create_team(session: Writing, actor: Writer, body: TeamCreate) -> TeamRead:
    """Founds a team in a department; lead and manager must be active and of a fitting role."""
    return TeamRead.model_validate(await service.create_team(session, body))


@router.get("/teams/{team_id}", summary="Get a team")
async def get_team(session: Reading, actor: Reader, team_id: uuid.UUID) -> TeamRead:
    """One team."""
    return TeamRead.model_validate(await queries.load(session, Team, team_id))


@router.patch("/teams/{team_id}", summary="Change a team")
async def update_team(
    session: Writing, actor: Writer, team_id: uuid.UUID, body: TeamUpdate, version: Version
) -> TeamRead:
    """Changes the fields sent. A team with active members neither closes nor moves to another department (409)."""
    return TeamRead.model_validate(await service.change_team(session, team_id, body, version))


@router.delete("/teams/{team_id}", status_code=204, response_class=Response, summary="Dissolve a team")
async def delete_team(session: Writing, actor: Writer, team_id: uuid.UUID, version: Version) -> Response:
    """Removes a team that nothing ever referred to; else 409: close it with `active: false`."""
    await service.dissolve(session, Team, team_id, version)
    return Response(status_code=204)


@list_and_search(router, "/departments", queries.DEPARTMENTS, summary="List departments")
async def list_departments(session: Reading, actor: Reader, query: ListQuery) -> Page[DepartmentRead]:
    """Departments, by code."""
    return await queries.page_of_departments(session, actor, query)


@router.post("/departments", status_code=201, summary="Found a department")
async def create_department(session: Writing, actor: Writer, body: DepartmentCreate) -> DepartmentRead:
    """Founds a department."""
    return DepartmentRead.model_validate(await service.create_department(session, body))


@router.get("/departments/{department_id}", summary="Get a department")
async def get_department(session: Reading, actor: Reader, department_id: uuid.UUID) -> DepartmentRead:
    """One department."""
    return DepartmentRead.model_validate(await queries.load(session, Department, department_id))


@router.patch("/departments/{department_id}", summary="Change a department")
async def update_department(
    session: Writing, actor: Writer, department_id: uuid.UUID, body: DepartmentUpdate, version: Version
) -> DepartmentRead:
    """Changes the fields sent. A department with active people or teams does not close (409)."""
    return DepartmentRead.model_validate(await service.change_department(session, department_id, body, version))


@router.delete(
    "/departments/{department_id}", status_code=204, response_class=Response, summary="Dissolve a department"
)
async def delete_department(session: Writing, actor: Writer, department_id: uuid.UUID, version: Version) -> Response:
    """Removes a department that nothing ever referred to; else 409: close it with `active: false`."""
    await service.dissolve(session, Department, department_id, version)
    return Response(status_code=204)


@router.get("/roles", summary="List roles")
async def list_roles(session: Reading, actor: Reader) -> Listed[RoleRead]:
    """Every role with what it may do, how far each permission reaches, and how many active people have it."""
    people = await queries.people_by_role(session)
    return Listed(
        items=[
            RoleRead(
                role=role,
                people=people.get(role, 0),
                grants={permission: scope.name.lower() for permission, scope in GRANTS[role].items()},
            )
            for role in Role
        ]
    )
