"""Every address × every role × nobody; the neighbour's object; reading that writes; headers on all pages."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from lao_cai_support.accounts.rights import ACTS
from lao_cai_support.accounts.roles import Role
from lao_cai_support.menu import ENTRIES
from tests.rights.frame import Address, Sample, addresses, samples

# Most of these ask for their people by name while they run: the mark says beforehand that a database is needed.
pytestmark = pytest.mark.django_db

ALL = addresses()
OURS = [address for address in ALL if not address.library]
SAMPLES = samples()
NOBODYS = "zzzzzzzzzz"

# Reading may write only these: the session, the log of opened files.
MAY_WRITE = ("django_session", "audit_recordview")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


def by_name(address: Address) -> str:
    return address.name or address.route


def with_arguments(address: Address) -> bool:
    return bool(address.arguments)


def may(policy, role: str) -> bool:
    return policy.kind != "office" or any(role in ACTS[act] for act in policy.acts)


def is_login(answer) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))


def url_of(address: Address, get) -> str:
    if not address.arguments:
        return reverse(address.name)
    sample = SAMPLES[address.name]
    return reverse(address.name, kwargs=sample.own(get)) + sample.query


# What every address must say and have


@pytest.mark.parametrize("address", OURS, ids=by_name)
def test_every_view_says_who_may_open_it(address):
    assert address.policy is not None, f"{address.view.__module__}.{address.view.__name__} has no policy"
    assert address.policy.kind in ("public", "signed_in", "office")
    assert all(act in ACTS for act in address.policy.acts)
    assert not address.name.endswith("None"), f"{address.route} has no name"


@pytest.mark.parametrize("address", [a for a in OURS if a.arguments], ids=by_name)
def test_every_address_with_arguments_has_a_sample(address):
    assert address.name in SAMPLES, f"add {address.name} to tests/rights/samples_<app>.py"


def test_every_sample_belongs_to_an_address():
    assert set(SAMPLES) <= {address.name for address in OURS}


@pytest.mark.parametrize("address", OURS, ids=by_name)
def test_no_row_ids_in_addresses(address):
    assert not re.search(r"<int:(pk|id)>|<(pk|id)>", address.route)


@pytest.mark.parametrize("name", [entry[1] for entry in ENTRIES])
def test_every_entry_of_the_menu_resolves(name):
    try:
        reverse(name)
    except NoReverseMatch:
        pytest.fail(f"{name} stands in the menu but has no page")


# Each address × each role × nobody


@pytest.mark.parametrize("address", OURS, ids=by_name)
def test_status_is_what_the_policy_says(address, cast, client_of):
    url, policy = address.dummy(), address.policy
    cache.set("health:worker", True, 60)  # none runs here: each question would wait a second for its answer
    nobody = Client()
    for answer in (nobody.get(url), nobody.post(url)):
        if policy.kind == "public":
            assert answer.status_code < 500 or address.name == "web:healthz"
            assert not is_login(answer)
        else:
            assert is_login(answer), f"nobody: {answer.status_code}"
    for role, user in cast.items():
        browser = client_of(user)
        for method in ("get", "post"):
            answer = getattr(browser, method)(url)
            if may(policy, role):
                assert answer.status_code in (200, 302, 400, 403, 404, 405, 422, 503), (
                    f"{role} {method}: {answer.status_code}"
                )
                assert answer.status_code != 503 or address.name == "web:healthz"
                assert answer.status_code != 403 or with_arguments(address), f"{role} {method} is refused: {url}"
                assert not is_login(answer)
            else:
                assert answer.status_code == 403, f"{role} {method}: {answer.status_code}"


@pytest.mark.parametrize("name", [a.name for a in ALL if a.library and not a.arguments and not a.name.endswith("None")])
def test_pages_of_libraries_answer_everyone(name, commune_officer, client_of):
    url = reverse(name)
    for browser in (Client(), client_of(commune_officer)):
        assert browser.get(url).status_code < 500


@pytest.mark.parametrize("role", Role.values)
def test_work_list_opens_for_every_role(role, request, client_of):
    user = request.getfixturevalue(role)
    answer = client_of(user).get(reverse("accounts:worklist"))
    assert answer.status_code == 200
    for entry in answer.context["menu"]:
        assert client_of(user).get(entry["url"]).status_code == 200, f"{role}: {entry['url']} is in the menu"


# The neighbour's object does not exist


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_own_object_opens_and_the_neighbours_is_404(name, request, client_of):
    sample: Sample = SAMPLES[name]
    get = request.getfixturevalue
    browser = client_of(get(sample.reader))
    own = sample.own(get)
    strange = sample.neighbour(get) if sample.neighbour else _nobodys(own)
    answer = browser.get(reverse(name, kwargs=own) + sample.query)
    assert answer.status_code in (200, 302, 405), f"own: {answer.status_code}"
    assert not is_login(answer)
    url = reverse(name, kwargs=strange) + sample.query
    if answer.status_code != 405:
        assert browser.get(url).status_code == 404
    assert browser.post(url).status_code in (404, 405)


def _nobodys(own: dict) -> dict:
    """The same arguments with a code that nothing has."""
    assert any(isinstance(value, str) for value in own.values())
    last = [key for key, value in own.items() if isinstance(value, str)][-1]
    return own | {last: NOBODYS}


# Reading writes nothing; headers


READABLE = [a for a in OURS if not a.arguments or a.name in SAMPLES]


def reader_of(address: Address, get):
    """Someone who may open the page."""
    if address.name in SAMPLES:
        return get(SAMPLES[address.name].reader)
    return get(next(role for role in Role.values if may(address.policy, role)))


@pytest.mark.parametrize("address", READABLE, ids=by_name)
def test_reading_writes_nothing_and_headers_stand(address, request, client_of):
    get = request.getfixturevalue
    get("units")
    url = url_of(address, get)
    browser = client_of(reader_of(address, get))
    browser.get(reverse("accounts:own"))
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(url)
        b"".join(answer) if answer.streaming else answer.content
    writes = [q["sql"] for q in queries if WRITES.match(q["sql"]) and not any(t in q["sql"] for t in MAY_WRITE)]
    assert not writes, f"GET {address.name} writes: {writes[0][:200]}"
    check_headers(answer)
    assert "no-store" in answer.get("Cache-Control", ""), "a signed-in page may stay in a cache"


@pytest.mark.parametrize("address", [a for a in READABLE if a.policy and a.policy.kind == "public"], ids=by_name)
def test_public_pages_set_no_cookie(address, request):
    get = request.getfixturevalue
    get("units")
    answer = Client().get(url_of(address, get))
    check_headers(answer)
    assert not answer.cookies, f"sets {list(answer.cookies)}"


def test_error_pages_carry_the_headers_too(db, client_of, commune_officer):
    missing = Client().get("/khong-co-trang-nay/")
    assert missing.status_code == 404
    check_headers(missing)
    refused = client_of(commune_officer).get(reverse("accounts:people_list"))
    assert refused.status_code == 403
    check_headers(refused)


def check_headers(answer) -> None:
    policy = answer.headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
