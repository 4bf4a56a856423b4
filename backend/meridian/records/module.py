"""What contact records bring to the house."""

from meridian.kernel.module import Module
from meridian.records import errors, events, router

MODULE = Module(routers=(router.router, router.revisits_router), events=events.EVENTS, integrity=errors.INTEGRITY)
