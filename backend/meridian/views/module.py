"""What saved views bring to the house."""

from meridian.kernel.module import Module
from meridian.views import models, router

MODULE = Module(routers=(router.router,), integrity=models.INTEGRITY)
