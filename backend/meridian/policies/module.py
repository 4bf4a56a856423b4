"""What policies bring to the house."""

from meridian.kernel.module import Module
from meridian.policies import events, queries, router

MODULE = Module(routers=(router.router,), events=events.EVENTS, caches=(queries.HISTORY,))
