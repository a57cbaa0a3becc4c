"""Private papers and photographs: redrawn, kept outside the web root, served to who may, deleted for good."""

import io

import pytest
from django.db import Error, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from children.models import ChildDocument
from children.services import document as acts
from lao_cai_support.audit.models import Act, RecordView
from lao_cai_support.web.files import read_private
from tests.children.papers import PLACE, a_pdf, a_photo, upload
from tests.factories.children import GrantFactory
from tests.factories.files import ConsentFactory, DocumentFactory
from tests.queries import queries_of
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("private_files")


def page(name, *args):
    return reverse(f"children:{name}", args=args)


def keep(user, child, content=None, name="anh.jpg", kind="photo", **more):
    return acts.keep_document(user=user, child=child, kind=kind, upload=upload(content or a_photo(), name), **more)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def officer(client_of, commune_officer):
    return client_of(commune_officer)


def test_a_photo_is_redrawn_and_gets_a_thumbnail(child, commune_officer, private_files):
    row = keep(commune_officer, child, title="Ảnh đầu năm")
    big, small = Image.open(io.BytesIO(read_private(row.stored))), Image.open(io.BytesIO(read_private(row.thumbnail)))
    assert big.size == (900, 600) and max(small.size) == acts.THUMBNAIL
    for picture in (big, small):
        assert not picture.getexif() and "exif" not in picture.info
    assert all(PLACE.encode() not in path.read_bytes() for path in files(private_files))
    assert (row.ending, row.pages, row.size) == ("jpg", 1, len(read_private(row.stored)))
    act = Act.objects.get(act="child.document")
    assert act.object_code == child.code and act.detail == {"paper": row.code}


def test_a_pdf_is_kept_byte_for_byte_without_a_thumbnail(child, commune_officer):
    row = keep(commune_officer, child, a_pdf(), "khai-sinh.pdf", "birth")
    assert read_private(row.stored) == a_pdf() or read_private(row.stored).startswith(b"%PDF")
    assert row.thumbnail == "" and row.ending == "pdf"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"MZ\x90", "anh.jpg", "photo"),
        (b"<svg onload=alert(1)>", "anh.svg", "photo"),
        (a_pdf(), "anh.jpg", "photo"),
        (a_photo(), "giay.pdf", "birth"),
        (b"", "giay.pdf", "birth"),
        (b"x" * 100, "giay.exe", "other"),
    ],
)
def test_what_it_is_not_is_refused_and_nothing_stays(
    content, name, kind, child, commune_officer, officer, private_files
):
    with refused():
        keep(commune_officer, child, content or b"", name, kind)
    answer = officer.post(page("document_new", child.code), {"kind": kind, "file": upload(content or b" ", name)})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not ChildDocument.objects.exists() and not files(private_files)


def test_the_same_file_twice_is_refused_and_leaves_no_bytes(child, commune_officer, private_files):
    keep(commune_officer, child, a_pdf(), "a.pdf", "birth")
    before = files(private_files)
    content = read_private(ChildDocument.objects.get().stored)
    with refused("file"):
        keep(commune_officer, child, content, "b.pdf", "other")
    assert files(private_files) == before


def test_only_so_many_papers(child, commune_officer, monkeypatch, private_files):
    monkeypatch.setattr(acts, "MOST", 1)
    keep(commune_officer, child)
    with refused():
        keep(commune_officer, child, a_photo("blue"))
    assert len(files(private_files)) == 2


def test_who_may_not_edit_adds_and_deletes_nothing(child, neighbour_officer, commune_leader):
    row = DocumentFactory(child=child)
    for user in (neighbour_officer, commune_leader):
        with refused(code="right"):
            keep(user, child)
        with refused(code="right"):
            acts.delete_document(user=user, document=row, reason="nhầm")


def test_served_to_who_reads_papers_and_logged(
    child,
    commune_officer,
    officer,
    client_of,
    commune_leader,
    school_officer,
    neighbour_officer,
    province_officer,
    donor,
):
    row = keep(commune_officer, child)
    url, small = page("document_file", child.code, row.code), page("document_thumbnail", child.code, row.code)
    answer = officer.get(url)
    assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "no-store, private" or "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff" and row.code in answer["Content-Disposition"]
    assert "Giàng" not in answer["Content-Disposition"]
    assert RecordView.objects.filter(object_code=child.code, page=f"paper {row.code}").count() == 1
    assert officer.get(small).status_code == 200
    for user in (commune_leader, province_officer):
        assert client_of(user).get(url).status_code == 200
    for user, status in ((school_officer, 403), (donor, 403), (neighbour_officer, 404)):
        assert client_of(user).get(url).status_code == status
        assert client_of(user).get(small).status_code == status
    assert Client().get(url).status_code == 302
    assert (
        officer.get(
            page("document_thumbnail", child.code, keep(commune_officer, child, a_pdf(), "a.pdf", "birth").code)
        ).status_code
        == 404
    )


def test_a_paper_under_another_childs_address_is_404(child, neighbour_child, officer):
    row = DocumentFactory(child=neighbour_child)
    assert officer.get(page("document_file", child.code, row.code)).status_code == 404


def test_deletion_is_real_and_recorded(
    child, commune_officer, officer, private_files, django_capture_on_commit_callbacks
):
    row = keep(commune_officer, child)
    url = page("document_delete", child.code, row.code)
    officer.post(url, {"reason": "  "})
    assert len(files(private_files)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert officer.post(url, {"reason": "Ảnh của trẻ khác"}).status_code == 302
    assert files(private_files) == []
    row.refresh_from_db()
    assert (row.stored, row.thumbnail, row.delete_reason, row.deleted_by) == (
        "",
        "",
        "Ảnh của trẻ khác",
        commune_officer,
    )
    act = Act.objects.get(act="child.document_delete")
    assert act.reason == "Ảnh của trẻ khác"
    assert officer.get(page("document_file", child.code, row.code)).status_code == 404
    assert officer.post(url, {"reason": "lần nữa"}).status_code == 404
    with refused():
        acts.delete_document(user=commune_officer, document=row, reason="lần nữa")


def test_the_proof_of_a_consent_stays_while_the_consent_stands(child, commune_officer):
    row = DocumentFactory(child=child, kind="consent")
    given = ConsentFactory(child=child, scan=row)
    with refused():
        acts.delete_document(user=commune_officer, document=row, reason="nhầm")
    ConsentFactory(child=child, given=False, withdraws=given)
    assert acts.delete_document(user=commune_officer, document=row, reason="đã rút").deleted_at


def test_the_database_keeps_rows_and_what_they_say(child):
    row = DocumentFactory(child=child)
    for change in (lambda: row.delete(), lambda: ChildDocument.objects.update(sha256="0" * 64)):
        with pytest.raises(Error, match="Cannot delete|never changed"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="document_kept_or_deleted"), transaction.atomic():
        ChildDocument.objects.update(stored="")


def test_a_sealed_paper_is_seen_under_a_grant_alone(child, commune_officer, officer, client_of, commune_leader):
    grant = GrantFactory(child=child, user=commune_officer)
    row = keep(commune_officer, child, grant=grant)
    url = page("document_file", child.code, row.code)
    assert officer.get(url).status_code == 200
    assert RecordView.objects.filter(page=f"sealed paper {row.code}").exists()
    assert client_of(commune_leader).get(url).status_code == 404
    assert row.code not in officer.get(page("child_detail", child.code)).content.decode()
    assert row.code in officer.get(page("sealed_detail", child.code)).content.decode()
    assert not Act.objects.filter(object_code=child.code).exists()  # the child's history does not tell
    grant.revoked_at, grant.revoked_by = grant.begins_at, commune_leader
    grant.save(update_fields=["revoked_at", "revoked_by"])
    assert officer.get(url).status_code == 404
    with refused(code="closed"):
        acts.delete_document(user=commune_officer, document=row, reason="nhầm")
    with refused(code="closed"):
        keep(commune_officer, child, a_photo("blue"), grant=grant)


def test_the_page_costs_the_same_at_3_and_30_papers(child, officer):
    def papers(count):
        for number in range(count):
            DocumentFactory(child=child, sha256=f"{number:064d}")

    papers(3)
    few = queries_of(officer, page("child_detail", child.code))
    papers(27)
    assert queries_of(officer, page("child_detail", child.code)) == few
