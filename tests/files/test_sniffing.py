"""What a file is follows from its bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.files import rules
from meridian.files.rules import content_of
from tests.support import files

WORD, SHEET = "wordprocessingml.document", "spreadsheetml.sheet"
OFFICE = "application/vnd.openxmlformats-officedocument."


def ftyp(brand: bytes, *compatible: bytes) -> bytes:
    box = b"ftyp" + brand + bytes(4) + b"".join(compatible)
    return (len(box) + 4).to_bytes(4, "big") + box + bytes(200)


CONTENTS = {
    "pdf": (files.PDF, "application/pdf"),
    "png": (files.PNG, "image/png"),
    "jpg": (files.JPEG, "image/jpeg"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "image/gif"),
    "mp3": (files.MP3, "audio/mpeg"),
    "wav": (files.WAV, "audio/x-wav"),
    "docx": (files.office(WORD), OFFICE + WORD),
    "xlsx": (files.office(SHEET), OFFICE + SHEET),
    "docx with macros": (files.office(WORD, macros=True), "application/vnd.ms-office.macroEnabled"),
    "odt": (
        files.archive(mimetype="application/vnd.oasis.opendocument.text"),
        "application/vnd.oasis.opendocument.text",
    ),
    "zip": (files.archive(readme="hello"), "application/zip"),
    "jar": (files.archive(**{"META-INF__MANIFEST.MF": "Main-Class: A"}), "application/java-archive"),
    "doc": (files.compound("WordDocument"), "application/msword"),
    "xls": (files.compound("Workbook"), "application/vnd.ms-excel"),
    "msg": (files.compound("__properties_version1.0"), "application/vnd.ms-outlook"),
    "encrypted": (files.compound("EncryptedPackage"), "application/encrypted"),
    "msi": (files.compound("SummaryOnly"), "application/x-ole-storage"),
    "eml": (files.MAIL, "message/rfc822"),
    "csv": ("客户,金额\n华泰,12\n".encode("gb18030"), "text/plain"),
    "csv in UTF-16": ("客户,金额\r\n".encode("utf-16"), "text/plain"),
    "csv that starts like a bitmap": (b"BMW,12\nAudi,7\n", "text/plain"),
    "csv that ends as DOS did": (b"a,b\r\n1,2\r\n\x1a", "text/plain"),
    "pdf behind a blank line": (b"\r\n" + files.PDF, "application/pdf"),
    "pdf behind a mark": (b"\xef\xbb\xbf" + files.PDF, "application/pdf"),
    "docx in other quotes": (
        files.archive(**{"[Content_Types].xml": f"<Types><Override ContentType='{OFFICE}{WORD}.main+xml'/></Types>"}),
        OFFICE + WORD,
    ),
    "m4a of a telephone": (ftyp(b"mp42", b"isom"), "video/mp4"),
    "m4a": (ftyp(b"M4A ", b"mp42"), "audio/mp4"),
    "m4a in fragments": (ftyp(b"dash", b"iso6"), "video/mp4"),
    "heic of a burst": (ftyp(b"heix", b"mif1"), "image/heic"),
    "mp3 without a tag": (b"\xff\xf3\x18\xc4" + bytes(200), "audio/mpeg"),
    "mp3 with checksums": (b"\xff\xfa\x90\x00" + bytes(200), "audio/mpeg"),
    "amr of a wide band": (b"#!AMR-WB\n\x04" + bytes(200), "audio/amr"),
    "wav beyond 4 GB": (b"RF64\xff\xff\xff\xffWAVEds64" + bytes(200), "audio/x-wav"),
    "html that speaks of pdf": (b"<html><body>\n%PDF-1.4 is a format", "text/html"),
    "html": (b"\xef\xbb\xbf \n<!DOCTYPE html><html><script>alert(1)</script>", "text/html"),
    "html in UTF-16": ("<html><body>".encode("utf-16"), "text/html"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "text/x-shellscript"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_content_tells(tmp_path: Path, name: str) -> None:
    content, kind = CONTENTS[name]
    path = tmp_path / "file"
    path.write_bytes(content)
    assert content_of(path) == kind


@pytest.mark.parametrize("content", [files.EXE, files.ELF, b"PK\x03\x04" + bytes(40), b"\x00\x01\x02", b"a,b\x00c\n"])
def test_what_is_unknown_or_runs_is_of_no_kind_that_is_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = content_of(path)
    assert not any(rules.agrees(kind, found) for kind in rules.KINDS)


def test_recordings_of_telephones_may_be_kept() -> None:
    for name, found in (("call.m4a", "video/mp4"), ("call.amr", "audio/amr"), ("photo.heif", "image/heic")):
        kind = rules.kind_of(name)
        assert kind is not None
        assert rules.agrees(kind, found)
    office = rules.kind_of("offer.docx")
    assert office is not None
    assert rules.declared_as(office, "application/zip")


@given(content=st.binary(max_size=600), head=st.sampled_from([c[:40] for c, _ in CONTENTS.values()]))
def test_no_bytes_make_it_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(head + content)
    assert "/" in content_of(path)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("合同 2026-014.pdf", "合同 2026-014.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\li\\offer.docx", "offer.docx"),
        ("contract\u202efdp.exe.pdf", "contractfdp.exe.pdf"),
        ("a\x00b\r\n\tc.pdf", "abc.pdf"),
        ("  .pdf", "file.pdf"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_kept_as_typed_without_what_deceives(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@given(st.text(max_size=400))
def test_no_name_brings_paths_or_controls(name: str) -> None:
    kept = rules.clean_name(name)
    assert 0 < len(kept) <= rules.NAME_LENGTH
    assert not set(kept) & set("/\\\r\n\x00\u202e\u2066\u200b")
    assert rules.clean_name(kept) == kept
