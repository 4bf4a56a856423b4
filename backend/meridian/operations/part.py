"""What operations bring to the house."""

from meridian.kernel.part import Part
from meridian.operations import router

PART = Part(routers=(router.router,))
