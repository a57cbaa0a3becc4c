"""Every page a role's menu leads to, in a real browser: fit for a phone, quiet, accessible, light to load."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

ROLES = [
    "commune_officer",
    "commune_leader",
    "district_officer",
    "province_officer",
    "sector_reviewer",
    "school_officer",
    "fund_accountant",
    "fund_cashier",
    "fund_chair",
    "finance_appraiser",
    "inspector",
    "donor",
    "administrator",
]

DOORS = ["account_login", "account_reset_password"]
# A year or a code written like an amount (2.024) is a slip of the thousands' dots.
DOTTED_YEAR = re.compile(r"(?<![\d.])(?:1\.9\d\d|2\.0[0-4]\d)(?![\d.])(?!\s?(?:đ|trẻ|hộp|áo|dòng))")


def menu(page):
    links = page.eval_on_selector_all(".nav a", "all => all.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(links))


def test_the_look_at_a_page_finds_planted_faults(open_as, faults, db):
    page = open_as(width=360)
    page.goto(reverse("account_login"))
    page.evaluate(
        """() => {
            document.querySelector("main").insertAdjacentHTML("beforeend", "<img src='data:,'><pre></pre>");
            document.querySelector("pre").textContent = "x".repeat(400);
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
        }"""
    )
    found = " ".join(faults(page))
    assert "image-alt" in found
    assert "px beyond a screen of" in found
    assert "Content Security Policy" in found
    assert not page.evaluate("window.ran")


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_pages_of_the_menu(role, request, open_as, faults):
    """Every page of the role's menu on a desk, then made as narrow as a telephone."""
    page = open_as(request.getfixturevalue(role), width=1280)
    page.goto(reverse("accounts:worklist"))
    links = menu(page)
    assert links
    for link in [reverse("accounts:worklist"), *links]:
        answer = page.goto(link)
        assert answer.status == 200, link
        assert page.locator("h1").count() == 1
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            assert faults(page) == [], (width, link)
        assert not DOTTED_YEAR.search(page.inner_text("main")), link


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", DOORS)
def test_pages_at_the_door(name, scheme, open_as, faults, db):
    for width in (360, 768, 1280):
        page = open_as(width=width, scheme=scheme)
        page.goto(reverse(name))
        assert faults(page) == []


def test_a_wrong_password_takes_the_reader_to_the_sentence(open_as, faults, commune_officer):
    page = open_as(width=360)
    page.goto(reverse("account_login"))
    page.get_by_label("Tên đăng nhập").fill(commune_officer.username)
    page.get_by_label("Mật khẩu", exact=False).fill("khong dung")
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.get_by_label("Tên đăng nhập").input_value() == commune_officer.username
    assert faults(page) == []


def test_sign_in_and_out_without_javascript(open_as, commune_officer):
    page = open_as(scripts=False)
    page.goto(reverse("account_login"))
    page.get_by_label("Tên đăng nhập").fill(commune_officer.username)
    page.locator("#id_password").fill("nang-len-tren-ban-cao")
    page.get_by_role("button", name="Đăng nhập").click()
    assert urlsplit(page.url).path == reverse("accounts:worklist")
    page.goto(reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Đăng xuất").click()
    page.goto(reverse("accounts:worklist"))
    assert urlsplit(page.url).path == reverse("account_login")


def test_first_visit_is_light(open_as, db):
    """At most 100 kB in all and 30 kB before the first words stand, as a proxy would pack them."""
    page = open_as(width=360)
    loaded = {}

    def keep(answer):
        body = answer.body()
        packed = answer.url.endswith(".woff2") or len(body) < 200
        loaded[answer.url] = len(body) if packed else len(gzip.compress(body, 6))

    page.on("response", keep)
    page.goto(reverse("account_login"))
    page.wait_for_load_state("networkidle")
    first = sum(size for url, size in loaded.items() if not url.endswith((".woff2", ".svg", ".js")))
    assert any(url.endswith(".woff2") for url in loaded), "the portal's own letters are not loaded"
    assert first <= 30_000, loaded
    assert sum(loaded.values()) <= 100_000, loaded
    hosts = {urlsplit(url).netloc for url in loaded}
    assert len(hosts) == 1, hosts


def test_keyboard_reaches_the_matter_first(open_as, db):
    page = open_as()
    page.goto(reverse("account_login"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
