"""What proposed changes of policy bring to the house."""

from meridian.kernel.module import Module
from meridian.policy_proposals import events, models, router, workflow

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    workflows=(workflow.POLICY_PROPOSAL,),
    integrity=models.INTEGRITY,
)
