"""What team days bring to the house."""

from meridian.kernel.module import Module
from meridian.team_days import events, models, router

MODULE = Module(routers=(router.router, router.targets), events=events.EVENTS, integrity=models.INTEGRITY)
