"""What opportunities bring to the house."""

from meridian.kernel.part import Part
from meridian.opportunities import (
    errors,
    events,
    events_milestones,
    jobs_clock,
    router,
    router_board,
    router_milestones,
    workflow,
    workflow_milestones,
)

PART = Part(
    routers=(
        router_board.router,
        router.router,
        router_milestones.router,
    ),
    events=(
        *events.EVENTS,
        *events_milestones.EVENTS,
    ),
    jobs=jobs_clock.JOBS,
    subscriptions=jobs_clock.SUBSCRIPTIONS,
    workflows=(
        workflow.OPPORTUNITY,
        workflow_milestones.MILESTONE,
    ),
    integrity=errors.INTEGRITY,
)
