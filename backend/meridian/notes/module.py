"""What notes bring to the house."""

from meridian.kernel.module import Module
from meridian.notes import events, router

MODULE = Module(routers=(router.router,), events=events.EVENTS)
