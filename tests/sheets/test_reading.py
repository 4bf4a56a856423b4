"""Files as people send them: encodings, delimiters, titles, blank rows and columns, workbooks."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date as date_
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from meridian.sheets.encodings import detect
from meridian.sheets.headings import customer_glossary
from meridian.sheets.reading import Overrides, Table, recognise, rows
from meridian.sheets.rules import UnreadableFile, guard, unguard
from tests.support.files import archive, compound

CHINESE = (
    "公司名称,国家,电话,联系人\n上海港工泵业有限公司,中国,021-5555 6666,王小明\n北京贸易,中国,010-8888 9999,李雷\n"
)
Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: bytes) -> Path:
        path = tmp_path / "file"
        path.write_bytes(content)
        return path

    return write


def read(path: Path, overrides: Overrides = Overrides()) -> tuple[Table, list[list[str]]]:
    table = recognise(path, customer_glossary().__contains__, overrides)
    return table, [row.cells for row in rows(path, table.format)]


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "gb18030", "gb18030"),
        ("公司,电话\n港,1\n", "gbk", "gb18030"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        ("公司名稱,國家\n港工泵業股份有限公司,臺灣\n宏達國際電子,臺灣\n", "big5", "big5"),
        ("会社名,国\n日本ポンプ株式会社,日本\n東京カメラ,日本\n", "shift_jis", "cp932"),
        ("Фирма,Город\nАТП-1,Львов\nТрамвайное депо,Нижний Новгород\n", "cp1251", "cp1251"),
        ("plain,ascii\n1,2\n", "ascii", "utf-8"),
    ],
)
def test_the_encoding_is_recognised(write: Write, text: str, encoding: str, found: str) -> None:
    assert detect(write(text.encode(encoding))).encoding == found


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Firma,Ort\nMüller Söhne GmbH,Köln\nStraßenbahn Gräfelfing,Düsseldorf\n", "cp1252"),
        ("Entreprise,Ville\nSociété Générale d'Équipement,Orléans\nCafé Noël,Besançon\n", "cp1252"),
        ("Firma,Miasto\nZakład Żółty Sp. z o.o.,Łódź\nPrzedsiębiorstwo Robót,Gdańsk\n", "cp1250"),
    ],
)
def test_european_text_reads_as_written(write: Write, text: str, encoding: str) -> None:
    content = text.encode(encoding)
    assert content.decode(detect(write(content)).encoding) == text


def test_a_few_damaged_bytes_do_not_make_utf8_something_else(write: Write) -> None:
    content = (CHINESE * 20).encode() + "港".encode()[:2] + b",x,y,z\n"
    table, found = read(write(content))
    assert table.format.encoding == "utf-8"
    assert found[0][0] == "上海港工泵业有限公司"
    assert "\ufffd" in found[-1][0]


def test_a_stray_zero_byte_does_not_make_text_utf_16(write: Write) -> None:
    table, found = read(write(b"Company,Country\r\nNul\x00l Ltd,Germany\r\n"))
    assert table.format.encoding == "utf-8"
    assert found == [["Null Ltd", "Germany"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised(write: Write, delimiter: str) -> None:
    lines = [("Company", "Sales", "Notes"), ("A, B & C", "1;2", "x|y"), ('He said "no"', "1,5", "two\nlines")]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    table, found = read(write(out.getvalue().encode()))
    assert table.format.delimiter == delimiter
    assert [tuple(row) for row in found] == lines[1:]


def test_a_declared_delimiter_is_obeyed(write: Write) -> None:
    table, found = read(write(b"sep=;\r\nCompany;Phone\r\nA,B;1\r\n"))
    assert table.format.delimiter == ";"
    assert found == [["A,B", "1"]]


def test_titles_above_and_blank_rows_and_columns_are_passed_over(write: Write) -> None:
    content = "客户名单 2026年3月,,,,\n,,,,\n,公司名称,,电话,\n,甲,,1,\n,,,,\n,乙,,2,\n"
    path = write(content.encode("gbk"))
    table, _ = read(path)
    assert table.format.header_row == 3
    assert [column.header for column in table.columns] == ["公司名称", "电话"]
    assert [row.number for row in rows(path, table.format)] == [4, 6]


def test_unknown_headings_are_told_from_titles_by_width(write: Write) -> None:
    table, found = read(write(b"Quarterly list;;\nfoo;bar;baz\n1;2;3\n4;5;6\n"))
    assert table.format.header_row == 2
    assert found == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_table_without_header_loses_no_row(write: Write) -> None:
    table, found = read(write(b"Acme,info@acme.example,+49 40 36130\nBolt,sales@bolt.example,+49 40 36131\n"))
    assert table.format.header_row == 0
    assert [column.header for column in table.columns] == ["Column A", "Column B", "Column C"]
    assert len(found) == 2


def test_words_of_the_data_do_not_make_it_a_header(write: Write) -> None:
    table, found = read(write(b"Who,Where,What,Whence\nAcme,Germany,Buyer,fair\n"))
    assert table.format.header_row == 1
    assert found == [["Acme", "Germany", "Buyer", "fair"]]


def test_what_a_person_knows_better_wins(write: Write) -> None:
    path = write(b"a;b\nc;d\ne;f\n")
    table, found = read(path, Overrides(encoding="latin-1", delimiter=";", header_row=2))
    assert [column.header for column in table.columns] == ["c", "d"]
    assert found == [["e", "f"]]
    with pytest.raises(UnreadableFile, match="no encoding"):
        read(path, Overrides(encoding="klingon"))


def test_cells_beyond_the_header_are_a_column_only_where_most_rows_have_them(write: Write) -> None:
    table, _ = read(write(b"Company,Phone\nA,1\nB,2,oops\nC,3\n"))
    assert (table.width, len(table.columns)) == (2, 2)
    table, _ = read(write(b"Company,Phone\nA,1,x\nB,2,y\nC,3\n"))
    assert [column.header for column in table.columns] == ["Company", "Phone", "Column C"]


def test_repeated_headings_are_told_apart(write: Write) -> None:
    table, _ = read(write(b"Company,Phone,Phone\nA,1,2\n"))
    assert [column.header for column in table.columns] == ["Company", "Phone", "Phone (2)"]


def test_workbooks_keep_phones_whole_and_dates_exact(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("cover").write(0, 0, "Customers of 2026")
        sheet = book.add_worksheet("客户")
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(1, 0, 1, 3, "客户名单")
        sheet.write_row(3, 0, ["公司", "电话", "日期", "数量"])
        sheet.write_row(4, 0, ["Acme", 442071234567])
        sheet.write_datetime(4, 2, date_(2024, 1, 5), date)
        sheet.write(6, 0, "=2+3")
        sheet.write_string(7, 0, "=1+1")
    table, found = read(path)
    assert table.sheets == ["cover", "客户"]
    assert (table.format.sheet, table.format.header_row) == ("客户", 4)
    assert found[0] == ["Acme", "442071234567", "2024-01-05", ""]
    assert found[2][0] == "=1+1"
    assert [row.number for row in rows(path, table.format)] == [5, 7, 8]


def test_cells_of_a_workbook_read_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        sheet = book.add_worksheet("Leads")
        five, day = book.add_format({"num_format": "00000"}), book.add_format({"num_format": "dd.mm.yyyy"})
        clock, long = book.add_format({"num_format": "hh:mm"}), book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, ["Company", "Zip", "Rate", "Day", "At", "Long", "Yes"])
        sheet.write_row(1, 0, ["A", 1067, 1.234])
        sheet.write_number(1, 1, 1067, five)
        sheet.write_datetime(1, 3, date_(2024, 3, 5), day)
        sheet.write_number(1, 4, 0.75, clock)
        sheet.write_number(1, 5, 1.5, long)
        sheet.write_boolean(1, 6, True)
        sheet.write_row(2, 0, ["B", "01067", 0.1 + 0.2, "05.03.2024", 12345678901234, 1e15, 0.125])
        sheet.merge_range(3, 0, 4, 0, "C")
        sheet.write_row(3, 1, ["1", 1100.0000000000002])
        sheet.write_row(4, 1, ["2", 1.5e-7])
    _, found = read(path)
    assert found == [
        ["A", "01067", "1.2340", "2024-03-05", "18:00:00", "36:00:00", "true"],
        ["B", "01067", "0.3", "05.03.2024", "12345678901234", "1000000000000000", "0.125"],
        ["C", "1", "1100", "", "", "", ""],
        ["C", "2", "0.00000015", "", "", "", ""],
    ]


def test_hidden_sheets_are_passed_over_unless_named(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        hidden = book.add_worksheet("Lookup")
        hidden.write_column(0, 0, ["Country", "Germany", "France"])
        book.add_worksheet("Leads").write_column(0, 0, ["Company", "A", "B"])
        hidden.hide()
        book.worksheets()[1].activate()
    table, found = read(path)
    assert (table.format.sheet, found) == ("Leads", [["A"], ["B"]])
    assert read(path, Overrides(sheet="Lookup"))[1] == [["Germany"], ["France"]]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1.234, "1.2340"), (-12.345, "-12.3450"), (0.125, "0.125"), (1234.567, "1234.567"), (5.0, "5"), (0.3, "0.3")],
)
def test_a_number_of_a_workbook_has_one_reading(tmp_path: Path, number: float, text: str) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_column(0, 0, ["Rate", number])
    assert read(path)[1] == [[text]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "no table"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"\.xls "),
        (b"PK\x03\x04 not really", "damaged"),
        (b"<html><body><table><tr><td>Company</td></tr></table>", "web page"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"{\\rtf1 Company}", "text document"),
        (b'[{"company": "A"}]', "JSON"),
        (b"BEGIN:VCARD\nFN:A\n", "visiting cards"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00", "image/png"),
        (archive(**{"list.csv": "Company"}), "archive"),
        (archive(**{"xl__workbook.bin": "x"}), "xlsb"),
        (archive(mimetype="x", **{"content.xml": "x"}), "OpenDocument"),
        (compound("EncryptedPackage"), "password"),
        (compound("Workbook"), r"\.xls "),
        (b'a,b\n"' + b"x" * (1 << 21), "never closes"),
    ],
)
def test_what_is_no_table_is_refused_in_words(write: Write, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read(write(content))


@given(st.text() | st.text("1=+-@;'\t\r\n ", max_size=12))
def test_guarded_cells_come_back_unchanged_and_never_begin_like_a_formula(text: str) -> None:
    assert unguard(guard(text)) == text
    # A spreadsheet of another country ends the cell at a semicolon.
    assert not any(part.lstrip(" ").startswith(("=", "+", "-", "@")) for part in re.split(r"[;\t\r\n]", guard(text)))


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=10))
def test_any_table_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["Company", "Phone", "Email"], *table])
    expected = [row for row in table if any(cell and not cell.isspace() for cell in row)]
    if not expected:
        return
    found, data = read(path)
    assert found.format.header_row == 1
    assert data == expected


@pytest.mark.parametrize("encoding", ["klingon", "base64", "undefined", "utf-8\x00"])
def test_what_is_no_encoding_of_text_is_refused_whatever_else_is_known(write: Write, encoding: str) -> None:
    with pytest.raises(UnreadableFile, match="no encoding of text"):
        read(write(CHINESE.encode()), Overrides(encoding=encoding, delimiter=",", header_row=1))


@pytest.mark.parametrize("delimiter", ['"', "\r", "\n", "\x00"])
def test_what_cannot_separate_cells_is_refused(write: Write, delimiter: str) -> None:
    with pytest.raises(UnreadableFile, match="do not separate cells"):
        read(write(CHINESE.encode()), Overrides(delimiter=delimiter))
