"""What opportunities bring to the house."""

from meridian.kernel.part import Part
from meridian.opportunities import (
    errors,
    events,
    events_milestones,
    events_reviews,
    jobs_clock,
    router,
    router_board,
    router_milestones,
    router_reviews,
    workflow,
    workflow_actions,
    workflow_milestones,
)

PART = Part(
    routers=(
        router_board.router,
        router.router,
        router_milestones.router,
        router_reviews.router,
    ),
    events=(
        *events.EVENTS,
        *events_milestones.EVENTS,
        *events_reviews.EVENTS,
    ),
    jobs=jobs_clock.JOBS,
    subscriptions=jobs_clock.SUBSCRIPTIONS,
    workflows=(
        workflow.OPPORTUNITY,
        workflow_milestones.MILESTONE,
        workflow_actions.REVIEW_ACTION,
    ),
    integrity=errors.INTEGRITY,
)
