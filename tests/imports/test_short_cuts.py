"""Cells that are what they should be are read by short cuts: they give what reading with all care gives."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meridian.customers.rules import FACT_SOURCES, FACTS, completeness, completeness_score
from meridian.imports.mapping import readers
from meridian.imports.mapping.readers import ReaderContext
from meridian.imports.mapping.rules import is_blank
from meridian.imports.rules import Unusable
from meridian.places.domains import find_emails
from meridian.places.names import normalise_name, plain_name, search_spellings, search_terms, search_text
from meridian.places.phones import digits_reversed
from meridian.places.text import word_set, words

SETUP = ReaderContext(now=datetime(2026, 3, 2, tzinfo=UTC))
ODD = "\t\n\r\x00\x1f\x7f\x85\xa0\xad\u200b\u2028\u3000\ufeff\ud800\ufffd"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(" aZ9.-_'@&+(/," + ODD)), max_size=40)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
WORDS_FOR_NOTHING = word_set("- -- --- — / ? n/a n.a. null nil 无 暂无 未知 不详 空") | {""}
WORDS_FOR_NOTHING |= word_set("#n/a #na #ref! #value! #name? #div/0! #num! #null! #spill!")


@given(
    st.one_of(TEXTS, st.sampled_from(sorted(WORDS_FOR_NOTHING)).map(str.upper)), st.sampled_from(["", " ", "\u3000"])
)
def test_blank_cells_are_those_that_say_nothing(text: str, around: str) -> None:
    text = around + text + around
    assert is_blank(text) == (text.strip().casefold() in WORDS_FOR_NOTHING)


@given(TEXTS)
@example("a  b")
@example(" Hafen")
@example("a\u3000b")
def test_lines_are_read_as_with_all_care(text: str) -> None:
    careful = " ".join(CONTROL.sub("", text).split())
    if careful:
        assert readers.line(text, SETUP) == careful
    else:
        with pytest.raises(Unusable, match="nothing that can be read"):
            readers.line(text, SETUP)


@given(TEXTS)
def test_long_texts_are_read_as_with_all_care(text: str) -> None:
    careful = CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    assert readers.long_text(text, SETUP) == careful


@given(st.text(st.sampled_from("abcXYZ09.-_+&@,; ()<>"), max_size=30))
@example("info@www.hafen.de.")
@example("Info@Hafen.de")
def test_plain_addresses_are_read_as_those_in_brackets(text: str) -> None:
    """In brackets nothing is plain; a domain of plain letters is its own form for the network."""
    for email in (written.email for written in find_emails(text)):
        if email is not None:
            assert [written.email for written in find_emails(f"<{email.address}>")] == [email]
            assert email.domain == email.domain.encode("idna").decode("ascii")


@given(st.text(st.sampled_from("abc XYZ09.-_+&()'`,"), max_size=30))
@example("S. A. Export & Trade (TM) GmbH + Co. KG")
@example("Mueller Pumpen")
def test_names_are_the_same_with_and_without_letters_beyond_ascii(name: str) -> None:
    """A full-width blank behind it is no part of a name, and takes the short cuts of plain letters away."""
    wide = f"{name}\u3000"
    assert not wide.isascii()
    assert search_text(name) == search_text(wide) == " ".join(words(name))
    assert plain_name(name) == plain_name(wide)
    assert normalise_name(name) == normalise_name(wide)
    assert search_spellings(name) == search_spellings(wide)
    assert search_terms(name) == search_terms(wide) == ()


@given(st.from_regex(r"\+?[0-9 ()-]{0,20}", fullmatch=True))
def test_digits_are_reversed_however_they_are_written(text: str) -> None:
    assert digits_reversed(text) == "".join(char for char in reversed(text) if char in "0123456789")


SOURCES = [FACT_SOURCES.get(fact, fact) for fact in FACTS]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(0, 2), st.sampled_from(["", " ", "x"]), st.sampled_from([[], ["x"]])
)


@given(st.dictionaries(st.sampled_from(SOURCES), VALUES))
def test_the_score_of_a_partial_record_is_that_of_the_whole_one(record: dict[str, Any]) -> None:
    assert completeness_score(record) == completeness(dict.fromkeys(SOURCES) | record).score
