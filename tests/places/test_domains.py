"""Which domain tells a company apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places.domains import country_of_host, parse_email, website_domain, website_host


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
