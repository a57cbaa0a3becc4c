"""The verified list as a paper in the administrative layout (NĐ 30/2020/NĐ-CP), made once from the frozen rows."""

import hashlib
from typing import Any

import segno
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from children.frozen import Words
from children.models import Submission, SubmissionDocument
from children.models.submission import SubmissionState
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import remove_private, store_private
from lao_cai_support.web.pdf import print_template


def make_document(*, user: Any, submission: Submission) -> SubmissionDocument:
    """Typeset and keep the paper of a verified list; the one that stands when there is one (safe to run twice)."""
    row = Submission.objects.select_related("unit__parent", "submitted_by", "decided_by").get(pk=submission.pk)
    if row.state != SubmissionState.VERIFIED:
        raise Refusal(_("Tài liệu chỉ lập được sau khi danh sách đã thẩm định."))
    held = SubmissionDocument.objects.filter(submission=row).first()
    if held:
        return held
    data = typeset(row)
    stored = store_private("lists", data, ending="pdf")
    try:
        with transaction.atomic():
            made = SubmissionDocument.objects.create(
                submission=row,
                stored=stored,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                made_on=today(),
            )
            record(user, "list.document", row, unit=row.unit_id, number=row.document_number)
    except IntegrityError:  # another worker was quicker
        remove_private(stored)
        return SubmissionDocument.objects.get(submission=row)
    except BaseException:
        remove_private(stored)
        raise
    return made


def typeset(row: Submission) -> bytes:
    """The paper's bytes; the same rows give the same bytes."""
    words = Words()
    held = row.rows.order_by("child__village__sort_key", "child__sort_key", "child__code")
    lines = [words.line(code, frozen) for code, frozen in held.values_list("child__code", "frozen").iterator()]
    lines.sort(key=lambda line: line.village_key)
    address = settings.SITE_URL + reverse("children:submission_detail", args=[row.code])
    context = {
        "submission": row,
        "district": row.unit.parent,
        "lines": lines,
        "summary": words.summary(lines),
        "kinds": words.used(lines),
        "qr": segno.make(address, error="m").svg_data_uri(scale=3),
        "address": address,
    }
    title = f"Danh sách trẻ em đã thẩm định {row.document_number}"
    return print_template("children/print/submission.html", context, title=title)
