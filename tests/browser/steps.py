"""Steps on a page of a child's file; each ends when the next page has come, so that no step overtakes another."""

from urllib.parse import urlsplit

from django.urls import reverse


def url(name, *args):
    return reverse(f"children:{name}", args=args)


def path(page):
    return urlsplit(page.url).path


def save(page, name="Lưu"):
    """Press a form's button; the answer has come when this returns, so that the next step cannot overtake it."""
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name, *, within="main", exact=False):
    with page.expect_navigation():
        page.locator(within).get_by_role("link", name=name, exact=exact).first.click()


def ask(page, name, *, reason=""):
    """Open an act's question, answer it, press its button."""
    page.locator("main summary", has_text=name).first.click()
    held = page.locator("details[open]")
    if reason:
        held.get_by_label("Lý do").fill(reason)
    with page.expect_navigation():
        held.get_by_role("button", name=name).click()
