"""What the timeline brings to the house."""

from meridian.kernel.module import Module
from meridian.timeline import router

MODULE = Module(routers=(router.router,))
