"""A real Chromium against the live server; without one these tests are skipped and say so."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, sync_playwright

# The browser's driver runs an event loop in this thread; the tests' own queries are not part of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: NOT TESTED"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Any, live_server: Any) -> Iterator[Callable[..., Page]]:
    """``open_as(user, width=360, scheme="light")``: a page of the signed-in person (None: a visitor).

    What the page's console says is kept in ``page.said``.
    """
    contexts: list[BrowserContext] = []

    def make(user: Any = None, *, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="vi-VN",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.said = []  # type: ignore[attr-defined]
        page.on("console", lambda message: page.said.append(message.text))  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.said.append(str(error)))  # type: ignore[attr-defined]
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def faults() -> Callable[[Page], list[str]]:
    """What is wrong with the page in front of us: sideways scroll on a telephone or a desk, console words, axe's findings.

    A walk lives at one width; each page it looks at is also made as wide, or as narrow, as the other.
    """

    def look(page: Page) -> list[str]:
        page.wait_for_load_state()
        found = [f"console: {words}" for words in page.said]  # type: ignore[attr-defined]
        size = page.viewport_size or {"width": 1280, "height": 800}
        for width in (1280 if size["width"] < 1280 else 360, size["width"]):
            page.set_viewport_size({"width": width, "height": size["height"]})
            # A page that waits for a job may be coming anew at this very moment.
            page.wait_for_function("document.documentElement !== null && document.readyState === 'complete'")
            beyond = page.evaluate("(document.documentElement?.scrollWidth ?? 0) - innerWidth")
            if beyond > 0:
                found.append(f"{beyond} px beyond a screen of {width}")
        # The driver evaluates in the page without touching its policy: no script element is added.
        page.evaluate(AXE)
        report = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['html'][:120]}" for one in report["violations"]
        ]
        page.said.clear()  # type: ignore[attr-defined]
        return found

    return look
