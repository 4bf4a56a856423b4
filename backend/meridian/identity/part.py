"""What identity brings to the house; its busiest router first."""

from meridian.identity import errors, events, jobs, router_keys, router_organisation, router_session, router_users
from meridian.kernel.part import Part

PART = Part(
    routers=(router_session.router, router_users.router, router_organisation.router, router_keys.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    integrity=errors.INTEGRITY,
)
