"""What of a page's HTML can be checked by itself."""

from html.parser import HTMLParser


class Marks(HTMLParser):
    """Ids, labels, links into the page, described-by, headings, and what the page's policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labels: list[str | None] = []
        self.anchors: list[str] = []
        self.described: list[str] = []
        self.headings = 0
        self.forbidden: list[str] = []
        self.controls: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(found["id"] or "")
        if tag == "label":
            self.labels.append(found.get("for"))
        if tag == "a" and (found.get("href") or "").startswith("#"):
            self.anchors.append((found["href"] or "")[1:])
        self.described += (found.get("aria-describedby") or "").split()
        self.headings += tag == "h1"
        if tag == "style" or (tag == "script" and "src" not in found):
            self.forbidden.append(tag)
        self.forbidden += [name for name in found if name == "style" or name.startswith("on")]
        if tag in ("input", "select", "textarea") and found.get("type") not in ("hidden", "submit"):
            self.controls.append(found)


def check(html: str, *, whole: bool = True) -> Marks:
    """Assert that every reference within the HTML resolves; ``whole`` pages have one h1."""
    marks = Marks(html)
    assert marks.headings == (1 if whole else 0)
    assert not marks.forbidden
    assert len(marks.ids) == len(set(marks.ids)), "an id twice"
    for name in (*marks.labels, *marks.anchors, *marks.described):
        assert name in marks.ids, f"nothing on the page has the id {name!r}"
    for control in marks.controls:
        assert control.get("aria-label") or control.get("id") in marks.labels, control
    return marks
