"""`/docs`: Swagger UI over the contract. Its files come from a package; nothing is loaded from elsewhere, and no script
or style stands in the page."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from meridian.reference.served import Served

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # icons within its style sheet
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
DOCUMENT = "openapi.json"
SCRIPT = """\
"use strict";
SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "none",
  defaultModelsExpandDepth: -1,
  filter: true,
  showExtensions: true,
  validatorUrl: null,
});
"""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Meridian API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css" integrity="{swagger-ui.css}">
</head>
<body>
<main id="reference"></main>
<noscript>This needs JavaScript; the contract itself is <a href="/v1/openapi.json">/v1/openapi.json</a>.</noscript>
<script src="/docs/swagger-ui-bundle.js" integrity="{swagger-ui-bundle.js}"></script>
<script src="/docs/reference.js" integrity="{reference.js}"></script>
</body>
</html>
"""
_PACKAGED: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}


@cache
def assets() -> Mapping[str, Served]:
    """The files of the page by name."""
    resources = files("fastapi_swagger") / "resources"
    packaged = {name: Served(kind, (resources / name).read_bytes()) for name, kind in _PACKAGED.items()}
    return {**packaged, "reference.js": Served("text/javascript", SCRIPT.encode())}


@cache
def page() -> Served:
    """The page, which names each of its files by what it holds."""
    text = PAGE
    for name, asset in assets().items():
        text = text.replace(f"{{{name}}}", asset.integrity)
    return Served("text/html", text.encode(), {"Content-Security-Policy": POLICY})


def contract_path() -> Path:
    """Where the committed contract stands: inside the installed package, or in the repository."""
    packaged = Path(__file__).parent / DOCUMENT
    return packaged if packaged.is_file() else Path(__file__).resolve().parents[3] / "openapi" / DOCUMENT


@cache
def contract() -> Served:
    """The contract as it is committed, which is what the code makes (tests/architecture/test_contract.py)."""
    return Served("application/json", contract_path().read_bytes())
