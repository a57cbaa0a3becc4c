"""Acts on private papers and photographs: keep one, delete one for good."""

import hashlib
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from children.models import Child, ChildDocument, SealedGrant
from children.models.document import DocumentKind
from children.services.child import lock_child
from children.services.sealed import grants_for
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import now
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.text import nfc
from lao_cai_support.web.uploads import check_paper, check_picture
from lao_cai_support.web.uploads.pictures import redrawn

RIGHT = "children.edit"
FOLDER = "children"
MOST = 60  # papers of one child
THUMBNAIL = 320  # pixels of the longer side


def keep_document(
    *, user: Any, child: Child, kind: str, upload: Any, title: str = "", grant: SealedGrant | None = None
) -> ChildDocument:
    """Check an upload by its content, keep it outside the web root, and write that it is there.

    A picture is drawn anew, so that place, device and date are gone; a PDF is kept byte for byte. ``grant`` puts the
    paper into the sealed file. Raises Refusal; then no file stays behind.
    """
    require(user, RIGHT, unit=child.unit_id)
    if grant and not any(held.pk == grant.pk for held in grants_for(user, child)):
        raise closed()
    if kind == DocumentKind.PHOTO:
        picture = check_picture(upload)
        content, made, pages = picture.content, "jpg", 1
    else:
        paper = check_paper(upload)
        content, made, pages = paper.content, paper.kind, paper.pages
    stored, thumbnail = "", ""
    try:
        stored = store_private(FOLDER, content, ending=made)
        if made == "jpg":
            thumbnail = store_private(FOLDER, redrawn(content, max_side=THUMBNAIL).content, ending="jpg")
        return _write(
            user=user,
            child=child,
            grant=grant,
            kind=kind,
            title=nfc(title),
            stored=stored,
            thumbnail=thumbnail,
            ending=made,
            size=len(content),
            pages=pages,
            sha256=hashlib.sha256(content).hexdigest(),
        )
    except BaseException:
        remove_private(stored)
        remove_private(thumbnail)
        raise


def opened_to(user: Any, document: ChildDocument) -> bool:
    """Whether one of the person's grants opens this paper of the sealed file now."""
    grants = grants_for(user, document.child)
    return ChildDocument.objects.filter(pk=document.pk).sealed_under(grants).exists()


def closed() -> Refusal:
    return Refusal(_("Quyền xem hồ sơ niêm phong đã hết. Hãy đề nghị lãnh đạo cấp lại."), code="closed")


@transaction.atomic
def _write(*, user: Any, child: Child, grant: SealedGrant | None, **values: Any) -> ChildDocument:
    row = lock_child(child)
    if row.documents.kept().count() >= MOST:
        raise Refusal(
            _("Hồ sơ này đã có %(limit)s giấy tờ. Hãy xóa giấy tờ không còn cần trước khi thêm.") % {"limit": MOST}
        )
    same = row.documents.kept().filter(sha256=values["sha256"], grant=grant).exists()
    if same:
        raise Refusal(_("Tệp này đã có trong hồ sơ của trẻ."), field="file")
    made = ChildDocument.objects.create(child=row, grant=grant, uploaded_by=user, uploaded_at=now(), **values)
    if grant:
        record(user, "grant.paper", grant, right="sealed.view", unit=grant.unit_id)
    else:
        record(
            user,
            "child.document",
            row,
            right=RIGHT,
            unit=row.unit_id,
            fields=["documents"],
            detail={"paper": made.code},
        )
    return made


@transaction.atomic
def delete_document(*, user: Any, document: ChildDocument, reason: str) -> ChildDocument:
    """Delete the bytes for good; the row stays and says what was deleted, by whom and why.

    A paper that proves a consent stays while the consent stands in the register.
    """
    row = ChildDocument.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
    unit = row.child.unit_id
    require(user, RIGHT, unit=unit)
    if row.grant_id and not opened_to(user, row):
        raise closed()
    if row.deleted_at:
        raise Refusal(_("Giấy tờ này đã được xóa trước đó. Hãy tải lại trang."))
    if not reason.strip():
        raise Refusal(_("Hãy ghi lý do xóa."), field="reason")
    if row.consents.filter(given=True, withdrawal__isnull=True).exists():
        raise Refusal(_("Đây là bằng chứng của một sự đồng ý còn hiệu lực. Hãy ghi việc rút đồng ý trước khi xóa."))
    gone = (row.stored, row.thumbnail)
    row.stored = row.thumbnail = ""
    row.deleted_at, row.deleted_by, row.delete_reason = now(), user, nfc(reason)
    row.save(update_fields=["stored", "thumbnail", "deleted_at", "deleted_by", "delete_reason"])
    if row.grant:
        record(user, "grant.paper_delete", row.grant, right="sealed.view", unit=row.grant.unit_id, reason=reason)
    else:
        record(
            user,
            "child.document_delete",
            row.child,
            right=RIGHT,
            unit=unit,
            reason=reason,
            fields=["documents"],
            detail={"paper": row.code},
        )
    for name in gone:
        transaction.on_commit(partial(remove_private, name))
    return row
