"""`meridian serve`: uvicorn with our choices."""

import os
import tempfile
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from meridian.kernel.settings import Settings
from meridian.operations.metrics import METRICS_DIRECTORY
from meridian.runtime import listener

APPLICATION = "meridian.main:create_app"
GRACE_SECONDS = 5  # event streams never end by themselves


def configuration(settings: Settings, application: str | Callable[..., Any] = APPLICATION) -> uvicorn.Config:
    """How an application, given as a factory, is served."""
    return uvicorn.Config(
        application,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.api_processes,
        loop="uvloop",
        http="httptools",
        access_log=False,  # the application logs each request itself, without personal data
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(settings: Settings) -> None:
    """Serve until told to stop, on the inherited socket if there is one; raises PortInUseError."""
    config = configuration(settings)
    sockets = [listener.inherited() or listener.listen(settings.host, settings.port)]
    if settings.api_processes > 1:
        with tempfile.TemporaryDirectory(prefix="meridian-metrics-") as counts:
            os.environ.setdefault(METRICS_DIRECTORY, counts)  # read by the processes that uvicorn starts
            Multiprocess(config, sockets=sockets).run()
    else:
        uvicorn.Server(config).run(sockets=sockets)
