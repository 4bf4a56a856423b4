"""What scripts bring to the house."""

from meridian.files.queries import FileSubject
from meridian.identity.permissions import Permission
from meridian.kernel.module import Module
from meridian.scripts import events, models, queries, router
from meridian.scripts.effect import router as effect_router
from meridian.scripts.matching import router as matching_router
from meridian.scripts.rules import SCRIPT_FILES
from meridian.scripts.workflow import VERSION

MODULE = Module(
    routers=(
        matching_router.router,  # its path before that of one script
        router.router,
        effect_router.router,
        router.versions_router,
        router.adaptations_router,
        router.objections_router,
        router.materials_router,
    ),
    events=events.EVENTS,
    workflows=(VERSION,),
    file_subjects=(
        FileSubject(SCRIPT_FILES, Permission.SCRIPT_READ, queries.SCRIPT_VISIBILITY.visible_ids),
        queries.FILE_SUBJECT,
    ),
    integrity=models.INTEGRITY,
)
