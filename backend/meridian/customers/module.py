"""What customers bring to the house."""

from meridian.customers import errors, events, jobs, router, workflow
from meridian.customers.business import router as business_router
from meridian.customers.change_proposals import router as change_proposals_router
from meridian.customers.contacts import router as contacts_router
from meridian.customers.custom_fields import queries as custom_fields_queries
from meridian.customers.custom_fields import router as custom_fields_router
from meridian.customers.matches import router as matches_router
from meridian.customers.members import router as members_router
from meridian.customers.members import workflow as members_workflow
from meridian.customers.opt_outs import router as opt_outs_router
from meridian.customers.reviews import router as reviews_router
from meridian.kernel.module import Module

MODULE = Module(
    routers=(
        router.router,
        contacts_router.router,
        matches_router.router,
        business_router.router,
        opt_outs_router.router,
        members_router.router,
        change_proposals_router.router,
        reviews_router.router,
        custom_fields_router.router,
    ),
    events=(*events.EVENTS, *events.BUSINESS_EVENTS),
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(workflow.VERIFICATION, members_workflow.SHARE),
    caches=(custom_fields_queries.IN_USE,),
    integrity={**errors.INTEGRITY, **errors.BUSINESS_INTEGRITY},
)
