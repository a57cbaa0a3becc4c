"""Printed documents: readable aloud, the same bytes each time, nothing fetched, Vietnamese letters right."""

import datetime
import http.server
import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from lao_cai_support.web import pdf
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.pdf import Attached, render_pdf

PAGE = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>trong trang</title></head><body>
<main class="p-report"><h1 class="kind">BÁO CÁO</h1><p class="run">Báo cáo của quỹ</p>
<h2 data-run="1. Thu">1. Thu</h2><p>Nguyễn Thị Ước, Đặng Ẵm, Trần Ễnh. <a href="#b">Xem bảng</a></p>
<table id="b"><caption>Bảng 1</caption><thead><tr><th>Nguồn</th><th class="n">Số tiền</th></tr></thead>
<tbody>{rows}</tbody></table>
<svg viewBox="0 0 9 9" width="40" height="40"><title>Một hình vuông</title><rect width="9" height="9"/></svg>
</main></body></html>"""
ROWS = "".join(f'<tr><th scope="row">Nguồn {n}</th><td class="n">{n}.000.000</td></tr>' for n in range(1, 90))
DOCUMENT = PAGE.format(rows=ROWS)


@pytest.fixture(scope="module")
def made() -> bytes:
    return render_pdf(DOCUMENT, title="Báo cáo năm 2024")


def _elements(root: Any) -> Iterator[Any]:
    kids = root.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def test_the_same_page_gives_the_same_bytes(made: bytes) -> None:
    assert render_pdf(DOCUMENT, title="Báo cáo năm 2024") == made
    assert render_pdf(DOCUMENT.replace("Ước", "Ứơc"), title="Báo cáo năm 2024") != made


def test_another_process_gives_the_same_bytes(made: bytes) -> None:
    """Another start of Python orders its sets otherwise; the document must not notice."""
    code = (
        "import sys, django; django.setup(); from lao_cai_support.web.pdf import render_pdf; "
        "sys.stdout.buffer.write(render_pdf(sys.stdin.buffer.read().decode(), title='Báo cáo năm 2024'))"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        input=DOCUMENT.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "12345", "DJANGO_SETTINGS_MODULE": "lao_cai_support.settings"},
        check=True,
        timeout=120,
    )
    assert done.stdout == made


def test_title_language_and_structure(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert str(document.docinfo["/Title"]) == "Báo cáo năm 2024"
        assert str(document.Root.Lang) == "vi" and document.Root.ViewerPreferences.DisplayDocTitle
        meta = document.Root.Metadata.read_bytes()
        assert b"pdfuaid" in meta and "Báo cáo năm 2024".encode() in meta
        kinds = {str(one.S) for one in _elements(document.Root.StructTreeRoot)}
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds


def test_every_table_head_says_what_it_heads(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        heads = [one for one in _elements(document.Root.StructTreeRoot) if one.S == "/TH"]
        scopes = [str(one.A.Scope) for one in heads]
    assert scopes.count("/Row") == 89 and scopes.count("/Column") >= 2


def test_page_numbers_and_running_heads_are_not_content(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) > 1
        root = document.Root.StructTreeRoot
        live = {one.objgen for one in _elements(root)}
        numbers = list(root.ParentTree.Nums)
        owners = dict(zip([int(n) for n in numbers[::2]], numbers[1::2], strict=True))
        artifacts = 0
        for page in document.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "BDC" and str(operands[0]) == "/Artifact":
                    artifacts += 1
                elif str(operator) == "BDC" and "/MCID" in operands[1]:
                    owner = owners[int(page.obj.StructParents)][int(operands[1].MCID)]
                    assert owner.objgen in live, "content that nothing in the structure owns"
    assert artifacts >= 2


def test_a_template_is_filled_in_vietnamese_and_escaped(settings: Any, tmp_path: Any) -> None:
    (tmp_path / "one.html").write_text(
        '{% extends "print/base.html" %}{% block body %}<p>{{ name }} {{ n }}</p>{% endblock %}'
    )
    engine = {**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}
    settings.TEMPLATES = [engine]
    with translation.override("en"):
        one = pdf.print_template("one.html", {"name": "<b>Lò</b>", "n": 1234567}, title="Phiếu <thu>")
    with pikepdf.open(io.BytesIO(one)) as document:
        assert str(document.docinfo["/Title"]) == "Phiếu <thu>" and str(document.Root.Lang) == "vi"
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", "-", "-"], input=one, capture_output=True, check=True).stdout.decode()
        assert "<b>Lò</b> 1.234.567" in text


def test_links_are_printable(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        links = [note for page in document.pages for note in page.obj.get("/Annots", [])]
        assert links and all(note.F == 4 for note in links)


def test_the_checker_of_accessible_documents_finds_no_error(made: bytes, tmp_path: Any) -> None:
    pdfua = pytest.importorskip("pdfua")
    (tmp_path / "a.pdf").write_bytes(made)
    report = pdfua.validate(str(tmp_path / "a.pdf"))
    assert [(one.rule_id, one.message) for one in report.findings if one.severity.name == "ERROR"] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler is not installed")
def test_vietnamese_letters_come_back_as_typed(made: bytes) -> None:
    text = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    assert "Nguyễn Thị Ước, Đặng Ẵm, Trần Ễnh" in text and "BÁO CÁO" in text


def test_fonts_are_inside(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontDescriptor" in one]
        assert fonts
        for font in fonts:
            descriptor = font.FontDescriptor
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys()), str(font.BaseFont)
            assert "Liberation" in str(font.BaseFont)


def test_archive_variant_carries_its_data_and_stays_the_same() -> None:
    data = [Attached("so-lieu.csv", b"a,b\n1,2\n", "Số liệu của báo cáo", datetime.date(2024, 12, 31))]
    one = render_pdf(DOCUMENT, title="Báo cáo", variant=pdf.ARCHIVE, attachments=data)
    assert render_pdf(DOCUMENT, title="Báo cáo", variant=pdf.ARCHIVE, attachments=data) == one
    with pikepdf.open(io.BytesIO(one)) as document:
        assert b"pdfaid" in document.Root.Metadata.read_bytes() and "/OutputIntents" in document.Root
        names = document.Root.Names.EmbeddedFiles.Names
        spec = names[1]
        assert bytes(spec.EF.F.read_bytes()) == b"a,b\n1,2\n" and str(spec.AFRelationship) == "/Data"
        assert "2024" in str(spec.EF.F.Params.ModDate)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that remembers whatever asks it."""
    asked: list[str] = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Remember)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_a_page_fetches_nothing_and_attaches_nothing(listener: tuple[str, list[str]], tmp_path: Any) -> None:
    """Even if every escape failed and typed text became markup."""
    base, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("CANARY-SECRET")
    inner = f"%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{base}/k.png'/%3E%3C/svg%3E"
    evil = f"""<html lang="vi"><head><title>x</title><base href="{base}/">
    <link rel="stylesheet" href="{base}/a.css"><link rel="attachment" href="file://{secret}">
    <link rel="attachment" href="data:text/plain,CANARY-SECRET">
    <style>@import url({base}/b.css); @font-face {{ font-family: x; src: url({base}/c.ttf) }}
    body {{ background: url({base}/d.png); font-family: x }}
    p::before {{ content: url(file://{secret}) }}</style></head>
    <body><p>x</p><img alt="x" src="{base}/e.png"><img alt="x" src="e2.png">
    <img alt="x" src="file://{secret}">
    <object data="{base}/f.svg">x</object><embed src="{base}/g.svg"><iframe src="{base}/h"></iframe>
    <svg width="9" height="9"><title>x</title><image href="{base}/i.png" width="9" height="9"/>
    <use href="{base}/j.svg#a"/></svg><a rel="attachment" href="file://{secret}">x</a>
    <img alt="x" src="data:image/svg+xml,{inner}">
    </body></html>"""
    made = render_pdf(evil, title="x")
    assert asked == []
    with pikepdf.open(io.BytesIO(made)) as document:
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        everything = b"".join(
            one.read_bytes() for one in document.objects if isinstance(one, pikepdf.Stream) and "/Filter" in one
        )
        assert not any("/EF" in one for one in document.objects if isinstance(one, pikepdf.Dictionary))
    assert b"CANARY" not in everything


def test_a_machine_that_cannot_print_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("weasyprint"):
            raise OSError("cannot load library 'libgobject-2.0-0'")
        return real(name, *args, **kwargs)

    assert pdf.problem() == ""
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(Refusal, match="Pango"):
        render_pdf(DOCUMENT, title="x")
    assert "apt-get install" in pdf.problem()


def test_the_site_starts_without_the_typesetter() -> None:
    code = "import sys, django; django.setup(); import lao_cai_support.web.pdf; sys.exit('weasyprint' in sys.modules)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "lao_cai_support.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=env, timeout=120).returncode == 0
