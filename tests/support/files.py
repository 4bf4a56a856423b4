"""Small files of many kinds, and sending them."""

import io
import stat
import struct
import uuid
import zipfile
from pathlib import Path
from typing import Any

from meridian.files import service
from meridian.identity.actor import Actor
from meridian.identity.permissions import GRANTS, Role
from meridian.kernel.db.session import Database
from tests.support.api import Api

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(64)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
MAIL = (
    b"From: aino@example.com\r\nTo: li@example.com\r\nSubject: Offer\r\nMIME-Version: 1.0\r\n\r\n<html>Yes</html>\r\n"
)
_FREE, _END = 0xFFFFFFFF, 0xFFFFFFFE


def open_to_others(root: Path) -> dict[str, str]:
    """Everything at and below a folder that another account of the machine may read, write or enter, with its mode."""
    return {
        str(path.relative_to(root)): oct(stat.S_IMODE(path.lstat().st_mode))
        for path in (root, *root.rglob("*"))
        if path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    }


def archive(**members: bytes | str) -> bytes:
    """A ZIP; `__` in a name stands for `/`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def office(part: str, *, macros: bool = False) -> bytes:
    """An Office document of this main part, such as `wordprocessingml.document`."""
    kind = f"application/vnd.openxmlformats-officedocument.{part}.main+xml"
    more = '<Override PartName="/vba" ContentType="application/vnd.ms-office.vbaProject"/>' if macros else ""
    types = f'<Types><Override PartName="/main.xml" ContentType="{kind}"/>{more}</Types>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr("main.xml", "<main/>")
    return target.getvalue()


def compound(stream: str) -> bytes:
    """An OLE compound file with one empty stream of this name: a header, its table of sectors and its directory."""
    difat = [0] + [_FREE] * 108
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", *difat)
    table = struct.pack("<128I", 0xFFFFFFFD, _END, *[_FREE] * 126)
    entries = _entry("Root Entry", 5, child=1) + _entry(stream, 2) + _entry("", 0) * 2
    return header + table + entries + bytes(512 * 8)


def _entry(name: str, kind: int, child: int = _FREE) -> bytes:
    raw = (name + "\0").encode("utf-16-le") if name else b""
    head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, _FREE, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", _END, 0)


async def send(
    api: Api,
    name: str = "contract.pdf",
    content: bytes = PDF,
    *,
    declared: str | None = None,
    who: str = "rep",
    expect: int = 201,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Uploads a file as somebody; gives the answer's document."""
    file = (name, content, declared) if declared is not None else (name, content, "application/octet-stream")
    answer = await api.post("/v1/files", who=who, files={"file": file}, expect=expect, headers=headers)
    document: dict[str, Any] = answer.json()
    return document


def person(api: Api, who: str) -> Actor:
    user_id = api.world.people[who]
    return Actor(user_id=user_id, principal_id=user_id, role=Role.REP, grants=GRANTS[Role.REP])


async def attach(api: Api, db: Database, customer_id: uuid.UUID, *file_ids: str, who: str = "rep") -> None:
    """As the service of a domain above does it."""
    actor = person(api, who)
    async with db.write(actor_id=actor.user_id) as session:
        await service.attach(
            session,
            actor,
            [uuid.UUID(file_id) for file_id in file_ids],
            subject_type="customer",
            subject_id=customer_id,
            customer_id=customer_id,
            pointer="/files",
        )
