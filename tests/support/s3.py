"""A store that speaks as much S3 as ours asks for: put, get, delete and list, in memory, requests signed."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

ACCESS_KEY = "key"


class _Store(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.objects: dict[str, bytes] = {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Store

    def log_message(self, *_: Any) -> None:
        """Nothing to say."""

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, query = unquote(urlsplit(self.path).path), parse_qs(urlsplit(self.path).query, True)
        if f"Credential={ACCESS_KEY}/" not in self.headers.get("Authorization", ""):
            self._answer(403)
        elif self.command == "PUT":
            self.server.objects[path] = body
            self._answer(200)
        elif "list-type" in query:
            self._answer(200, self._listing(path, query.get("prefix", [""])[0]))
        elif self.command == "POST" and "delete" in query:
            self._answer(200, self._delete(path, body.decode()))
        elif path not in self.server.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, self.server.objects[path])

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = handle_request  # noqa: N815 — the handler's own names

    def _delete(self, bucket: str, wanted: str) -> bytes:
        """Several at once; keys that are not there are no fault."""
        keys = [unescape(key) for key in re.findall(r"<Key>(.*?)</Key>", wanted)]
        for key in keys:
            self.server.objects.pop(f"{bucket.rstrip('/')}/{key}", None)
        deleted = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        return f"<DeleteResult>{deleted}</DeleteResult>".encode()

    def _listing(self, bucket: str, prefix: str) -> bytes:
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-03-01T00:00:00.000Z</LastModified>"
            f'<ETag>"x"</ETag><Size>{len(content)}</Size></Contents>'
            for path, content in sorted(self.server.objects.items())
            if (key := path.removeprefix(f"{bucket.rstrip('/')}/")).startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("ETag", '"x"')
        self.send_header("Last-Modified", formatdate(1_772_323_200, usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def s3_store() -> Iterator[tuple[dict[str, str], dict[str, bytes]]]:
    """The environment that points S3 clients at a fresh store, and what it holds by `/bucket/key`."""
    store = _Store()
    threading.Thread(target=store.serve_forever, daemon=True).start()
    environment = {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "eu-north-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{store.server_port}",
        "AWS_ALLOW_HTTP": "true",
    }
    try:
        yield environment, store.objects
    finally:
        store.shutdown()
        store.server_close()
