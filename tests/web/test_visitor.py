"""Counting callers without an account: by the address that the proxy saw, and without keeping it."""

from django.test import RequestFactory

from lao_cai_support.web.visitor import visitor, within

SEEN = {"REMOTE_ADDR": "203.0.113.9"}


def mark(**more: str) -> str:
    return visitor(RequestFactory().get("/dong-gop/", **SEEN | more))


def test_a_forged_address_counts_for_nothing(settings):
    assert mark(HTTP_X_FORWARDED_FOR="198.51.100.1") == mark()
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    behind = mark(HTTP_X_FORWARDED_FOR="198.51.100.7")
    assert mark(HTTP_X_FORWARDED_FOR="6.6.6.6, 198.51.100.7") == behind != mark()


def test_the_mark_does_not_tell_the_address():
    assert len(mark()) == 32 and "." not in mark()


def test_so_many_and_no_more():
    assert [within("x", "a", most=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert within("x", "b", most=2, seconds=60)
