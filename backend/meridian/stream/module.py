"""What the event stream brings to the house."""

from meridian.kernel.module import Module
from meridian.stream import router

MODULE = Module(routers=(router.router,))
