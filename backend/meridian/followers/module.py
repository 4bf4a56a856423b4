"""What followers bring to the house."""

from meridian.followers import router
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,))
