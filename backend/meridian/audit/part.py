"""What the audit brings to the house."""

from meridian.audit import router
from meridian.kernel.part import Part

PART = Part(routers=(router.router,))
