"""`meridian serve`: uvicorn with our choices, on a socket opened once, early, and inherited by the API process."""

import os
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from meridian.kernel import blobs
from meridian.kernel.settings import Settings
from meridian.operations.metrics import METRICS_DIRECTORY
from meridian_local.connections import BoundedProtocol
from meridian_local.listening import inherited, listen

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
        http=BoundedProtocol,
        ws="none",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        access_log=False,  # the application logs each request itself, without personal data
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def serve(settings: Settings) -> None:
    """Serve until told to stop, on the inherited socket if there is one; raises PortInUseError."""
    config = configuration(settings)
    sockets = [inherited() or listen(settings.host, settings.port)]
    if settings.api_processes > 1:
        with blobs.folder(settings) as counts:
            os.environ.setdefault(METRICS_DIRECTORY, str(counts))  # read by the processes that uvicorn starts
            Multiprocess(config, sockets=sockets).run()
    else:
        uvicorn.Server(config).run(sockets=sockets)
