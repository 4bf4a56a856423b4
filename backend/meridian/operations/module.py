"""What operations bring to the house."""

from meridian.kernel.module import Module
from meridian.operations import router

MODULE = Module(routers=(router.router,))
