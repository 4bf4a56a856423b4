"""Which domain tells a company apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places.domains import country_of_host, find_emails, parse_email, website_domain, website_host


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.acme.com/de/kontakt?x=1", "acme.com"),
        ("HTTP://WWW.ACME.COM.", "acme.com"),
        ("www2.acme.com", "acme.com"),
        ("acme.com", "acme.com"),
        ("//acme.com/x", "acme.com"),
        ("https://shop.acme.co.uk", "acme.co.uk"),
        ("acme.com.cn", "acme.com.cn"),
        ("https://user:secret@acme.com:8080/x", "acme.com"),
        ("http://www.works.wa.gov.au", "works.wa.gov.au"),
        ("http://www.ceturb.es.gov.br/", "ceturb.es.gov.br"),
        ("https://www.bürger-acme.de/", "xn--brger-acme-9db.de"),
        ("acme.wordpress.com", "acme.wordpress.com"),
        ("acme.en.alibaba.com", "acme.en.alibaba.com"),
        ("https://www.facebook.com/acme", None),
        ("https://fr-fr.facebook.com/acme", None),
        ("https://sites.google.com/view/acme", None),
        ("n/a", None),
        ("", None),
        ("http://", None),
        ("http://192.168.1.1/", None),
        ("http://[::1", None),
        ("info@acme.com", None),
        ("acme", None),
        (f"{'a' * 70}.com", None),
    ],
)
def test_website_domain(typed: str, domain: str | None) -> None:
    assert website_domain(typed) == domain


@given(st.text(max_size=40))
def test_any_text_is_a_host_or_not(text: str) -> None:
    host = website_host(text)
    assert host is None or (host == host.lower() and "." in host and host.isascii())


@pytest.mark.parametrize(
    ("typed", "address", "company"),
    [
        ("Info@Acme.CO.UK", "info@acme.co.uk", "acme.co.uk"),
        ("mailto:sales@acme.com", "sales@acme.com", "acme.com"),
        ("Joe Bloggs <joe@mail.acme.com>", "joe@mail.acme.com", "acme.com"),
        ("a@acme.com; b@acme.com", "a@acme.com", "acme.com"),
        ("joe@gmail.com", "joe@gmail.com", None),
        ("123456@qq.com", "123456@qq.com", None),
        ("joe@yahoo.co.jp", "joe@yahoo.co.jp", None),
        ("joe@hotmail.fr", "joe@hotmail.fr", None),
        ("joe@bürger-acme.de", "joe@xn--brger-acme-9db.de", "xn--brger-acme-9db.de"),
        ("ｊｏｅ＠acme.com", "joe@acme.com", "acme.com"),
    ],
)
def test_email(typed: str, address: str, company: str | None) -> None:
    email = parse_email(typed)
    assert email is not None
    assert (email.address, email.company_domain) == (address, company)


@pytest.mark.parametrize(
    "typed", ["", "joe", "joe@", "@acme.com", "joe@@acme.com", "joe@acme", ".joe@acme.com", "jo..e@acme.com", "unknown"]
)
def test_no_email(typed: str) -> None:
    assert parse_email(typed) is None


def test_a_top_level_names_a_country_unless_anyone_may_use_it() -> None:
    assert country_of_host("acme.de") == "DE"
    assert country_of_host("acme.co.uk") == "GB"
    assert country_of_host("acme.gov") == "US"
    assert country_of_host("acme.com") is None
    assert country_of_host("acme.io") is None


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("a@f2.example；b@f2.example", "a@f2.example b@f2.example"),
        ("a@f2.example，b@f2.example", "a@f2.example b@f2.example"),
        ('"Doe, John" <j@f2.example>', "j@f2.example"),
        ("Doe, John <j@f2.example>; Roe, Ann <a@f2.example>", "j@f2.example a@f2.example"),
        ("Doe, John <j@f2.example>; b@f2.example", "j@f2.example b@f2.example"),
        ("a@f2.example/b@f2.example", "a@f2.example b@f2.example"),
        ("a@f2.example / b@f2.example", "a@f2.example b@f2.example"),
        ("a@f2.example/", "a@f2.example"),
        ("a@f2.example.", "a@f2.example"),
        ("a@f2.example b@f2.example", "a@f2.example b@f2.example"),
        ("a@f2.example and b@f2.example", "a@f2.example b@f2.example"),
        ("E-Mail: a@f2.example (office)", "a@f2.example"),
        ("mailto:a@f2.example?subject=Offer", "a@f2.example"),
        ("邮箱：a@f2.example", "a@f2.example"),
        ("“a@f2.example”", "a@f2.example"),
        ("a@f2.example; nonsense", "a@f2.example None"),
        ("John Doe a@f2.example", "None a@f2.example"),
        ("a@f2,example", "None None"),
        ("", ""),
    ],
)
def test_every_address_of_a_cell(cell: str, addresses: str) -> None:
    found = [written.email.address if written.email else "None" for written in find_emails(cell)]
    assert " ".join(found) == addresses


_LOCAL = st.from_regex(r"[a-z0-9]([a-z0-9_.+-]?[a-z0-9]){0,8}", fullmatch=True)
_DOMAIN = st.from_regex(r"[a-z0-9]{2,8}\.(example|com|co\.uk)", fullmatch=True)
_ADDRESS = st.builds("{}@{}".format, _LOCAL, _DOMAIN)


@given(
    st.lists(_ADDRESS, min_size=1, max_size=4, unique=True),
    st.sampled_from(["; ", ",", "；", "，", "、", "\n", " / ", "/", " ", "|", " and "]),
    st.sampled_from(["{}", "<{}>", "Doe, Jo <{}>", '"Roe; A." <{}>', "mailto:{}"]),
)
def test_addresses_are_found_however_they_are_joined(addresses: list[str], joint: str, form: str) -> None:
    cell = joint.join(form.format(address) for address in addresses)
    assert [written.email and written.email.address for written in find_emails(cell)] == addresses


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "vip.163.com", "yahoo.co.jp", "qq.com", "hotmail.fr", "mail.ru", "naver.com", "bigpond.net.au"],
)
def test_a_public_mail_domain_is_no_company_s_own(domain: str) -> None:
    assert website_domain(f"www.{domain}") is None
    email = parse_email(f"joe@{domain}")
    assert email is not None
    assert email.company_domain is None
