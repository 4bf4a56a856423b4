"""What planning brings to the house."""

from meridian.kernel.module import Module
from meridian.planner import events, models
from meridian.planner.dial_plans import jobs, workflow
from meridian.planner.dial_plans import router as dial_plans_router
from meridian.planner.rosters import router as rosters_router
from meridian.planner.windows import router as windows_router

MODULE = Module(
    routers=(windows_router.router, rosters_router.router, rosters_router.beside, dial_plans_router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(workflow.DIAL_PLAN,),
    integrity=models.INTEGRITY,
)
