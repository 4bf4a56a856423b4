"""Company names: one normal form in which a company typed twice meets itself, and the terms search finds it by."""

import re
from functools import lru_cache

from meridian.places.text import DENSE_CHARACTER, DENSE_RUN, fold, words

# Legal forms of companies as `text.words` folds them, `|` between them; blanks matter, single letters do not.
#
# `s a`, `S.A.` and `SA` are one form, so each stands here once. Only what says nothing about *which* company it
# is: `Group` and `集团` are part of a name.


AT_THE_END = """
    ltd | limited | co ltd | co limited | company limited | company ltd | coltd | pte ltd | pte | pty ltd | pty |
    pty limited | pvt ltd | pvt | private limited | private ltd | public limited company | public company limited |
    plc | pcl | llp | llc | inc | incorporated | corp | corporation | company | co | lp | ulc | sdn bhd | berhad |
    bhd | tbk | gmbh | gmbh and co kg | gmbh und co kg | gmbh co kg | mbh | ag | ag and co kg | kg | kgaa | se |
    ohg | ug | ug haftungsbeschrankt | haftungsbeschrankt | ev | eg | eingetragener verein | sa | sas | sasu |
    sarl | eurl | snc | sca | scs | sprl | srl | spa | sapa | soc coop | scarl | scrl | sl | slu | sau | sal |
    slne | sociedad anonima | sociedad limitada | sa de cv | sab de cv | sapi de cv | s de rl de cv | s de rl |
    srl de cv | sac | saci | saic | sacif | eirl | cia ltda | cia | ltda | ltda me | limitada | ltda epp | epp |
    eireli | lda | unipessoal lda | unipessoal | bv | nv | vof | cv | cvba | bvba | ab | aktiebolag | as | asa |
    aps | ivs | hf | ehf | oy | oyj | ou | osauhing | aktsiaselts | sia | uab | doo | dd | jdoo | ad | ead | eood |
    ood | zrt | nyrt | kft | bt | rt | sro | spol s r o | zao | sp zoo | sp z oo | sp j | sp k | spzoo | spoo |
    sp oo | spolka akcyjna | spolka z ograniczona odpowiedzialnoscia | teoranta | as ltd sti | ltd sti | sti |
    san ve tic ltd sti | sanayi ve ticaret ltd sti | anonim sirketi | limited sirketi | epe | ike | jsc | ojsc |
    cjsc | pjsc | ooo | oao | pao | fzc | fze | fzco | fz llc | dmcc | wll | kk | yk | ооо | оао | зао | пао | ао |
    ип | тов | тзов | пат | прат | пп | дп | чп | уп | ад | еоод | оод | доо | จำกัด | จำกัด มหาชน | มหาชน | spc |
    kabushiki kaisha | godo kaisha | spolka z oo | spolka zoo
"""

# Only forms that a language really puts first.
AT_THE_START = """
    ou | osauhing | aktsiaselts | as | ab | oy | sia | uab | sa | sas | sarl | pt | cv | tbk | spa | srl | ooo |
    oao | zao | pao | ооо | оао | зао | пао | ао | ип | тов | тзов | пат | прат | пп | дп | чп | фгуп | муп | гуп |
    ад | ет | บริษัท | ห้างหุ้นส่วนจำกัด | cong ty tnhh | cong ty co phan | cong ty cp | cty tnhh |
    kabushiki kaisha | the | cong ty tnhh mot thanh vien | cong ty tnhh mtv
"""

# Written onto the name without a blank.
CHINESE_AT_THE_END = (
    "股份有限公司|有限责任公司|有限责任|股份公司|有限公司|总公司|分公司|公司|株式会社|有限会社|合同会社"
    r"|합자회사|주식회사|유한회사|\(주\)|\(株\)|\(有\)"
)
CHINESE_AT_THE_START = r"株式会社|有限会社|合同会社|주식회사|유한회사|\(주\)|\(株\)|\(有\)"

_LONGEST_FORM = 6  # words


def _together(tokens: list[str]) -> list[str]:
    """Runs of single letters become one word, so that `S. A.`, `S A` and `SA` agree."""
    if all(len(token) > 1 for token in tokens):
        return tokens
    joined: list[str] = []
    single = False
    for token in tokens:
        letter = len(token) == 1 and token.isalpha() and not DENSE_RUN.match(token)
        if letter and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = letter
    return joined


def _forms(table: str) -> frozenset[str]:
    return frozenset(" ".join(_together(words(form))) for form in table.split("|"))


_ENDS = _forms(AT_THE_END)
_STARTS = _forms(AT_THE_START)
_CHINESE_END = re.compile(f"(?:{CHINESE_AT_THE_END})$")
_CHINESE_START = re.compile(f"^(?:{CHINESE_AT_THE_START})")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_BLANK_BESIDE_DENSE = re.compile(f"(?<={DENSE_CHARACTER}) (?={DENSE_CHARACTER})")


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """The form in which spellings of one company name are equal; never empty unless `name` has no letter or digit.

    Width, case, diacritics, traditional and simplified characters, punctuation, blanks between Chinese characters and
    legal forms (`Co., Ltd.`, `有限公司`, `Sp. z o.o.`, `OÜ …`) make no difference. A name that is nothing but a legal
    form keeps it.
    """
    name = fold(name)
    if not name.isascii():
        name = _without_chinese_form(name)
    normal = " ".join(_without_forms(_together(words(name))))
    return normal if normal.isascii() else _BLANK_BESIDE_DENSE.sub("", normal)


def _without_chinese_form(name: str) -> str:
    """Without a legal form written onto the name; `(株)` counts before brackets are dropped."""
    name = re.sub(r"\s+", " ", name).strip()
    for form in (_CHINESE_END, _CHINESE_START):
        if rest := form.sub("", name).strip():
            name = rest
    return name


def _without_forms(tokens: list[str]) -> list[str]:
    """Legal forms off both ends, longest first and again and again, as long as a name remains."""
    while True:
        sizes = range(min(_LONGEST_FORM, len(tokens) - 1), 0, -1)
        if size := next((size for size in sizes if " ".join(tokens[-size:]) in _ENDS), 0):
            tokens = tokens[:-size]
        elif size := next((size for size in sizes if " ".join(tokens[:size]) in _STARTS), 0):
            tokens = tokens[size:]
        else:
            return tokens


@lru_cache(maxsize=65536)
def search_text(name: str) -> str:
    """The folded name with its words separated by single blanks, legal forms kept, for fragments."""
    return " ".join(words(name))


@lru_cache(maxsize=65536)
def search_terms(name: str) -> tuple[str, ...]:
    """Every two neighbouring characters beyond ASCII (Chinese, Kana, Hangul, Thai, Cyrillic …), folded, each once.

    A character that stands alone is a term of its own. The same function reads names and queries, so a query of two
    characters or more is answered by containment. ASCII is left to trigrams, which know nothing else in the C locale.
    """
    terms: dict[str, None] = {}
    for run in _BEYOND_ASCII.findall(search_text(name)):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        terms.update(dict.fromkeys(pairs or [run]))
    return tuple(terms)
