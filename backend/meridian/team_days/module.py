"""What team days bring to the house."""

from meridian.kernel.module import Module
from meridian.team_days import router

MODULE = Module(routers=(router.router,))
