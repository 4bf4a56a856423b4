"""What the timeline brings to the house."""

from meridian.kernel.part import Part
from meridian.timeline import router

PART = Part(routers=(router.router,))
