"""What exchange rates bring to the house."""

from meridian.kernel.module import Module
from meridian.rates import events, router

MODULE = Module(routers=(router.router,), events=events.EVENTS)
