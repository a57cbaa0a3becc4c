"""Acts on yearly reports: compile, publish, verify."""

import hashlib
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from funds.ledger.invariants import INVARIANTS
from funds.models import Fund, JournalEntry
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import read_private, remove_private, store_private
from reports.models import ReportFile, ReportState, YearReport
from reports.yearly.figures import LEDGER_PARTS, balanced, differing, year_figures
from reports.yearly.files import canonical, figures_hash, public_address, report_csv, report_pdf

BASES = [
    "Luật Trẻ em số 102/2016/QH13 ngày 05/4/2016 (Điều 95)",
    "Thông tư số 87/2008/TT-BTC ngày 08/10/2008 của Bộ trưởng Bộ Tài chính hướng dẫn việc quản lý và sử dụng Quỹ Bảo trợ trẻ em",
]


@transaction.atomic
def compile_report(*, user: Any, fund: Fund, year: int, reason: str = "") -> YearReport:
    """Freeze the figures of the fund's year as a draft; safe to run again, which renews the draft.

    ``user`` None is the command line. A year that is already published needs a ``reason``: the draft becomes its
    next version. Raises Refusal when the year is not over or the figures do not add up.
    """
    if user is not None:
        require(user, "reports.compile", unit=fund.unit_id)
    if year >= today().year:
        raise Refusal(
            _("Chỉ lập báo cáo năm của năm đã qua. Năm %(year)s chưa kết thúc.") % {"year": year}, field="year"
        )
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    published = list(
        YearReport.objects.filter(fund=fund, year=year).exclude(state=ReportState.DRAFT).order_by("version")
    )
    former = published[-1] if published else None
    if former and not reason.strip():
        raise Refusal(_("Báo cáo năm này đã công bố. Hãy ghi lý do đính chính để lập phiên bản mới."), field="reason")
    figures = year_figures(fund, year)
    if not balanced(figures):
        raise Refusal(
            _("Số liệu không cân: đầu kỳ + thu − chi khác cuối kỳ. Hãy chạy kiểm tra sổ (verify_ledger)."),
            code="unbalanced",
        )
    head = JournalEntry.objects.filter(fund=fund, day__year__lte=year).order_by("-sequence").first()
    figures["report"] = {
        "version": former.version + 1 if former else 1,
        "reason": reason.strip(),
        # Frozen too, so that the printed report is the same bytes wherever it is made again.
        "address": public_address(fund, year),
        "demo": settings.DEMO,
        "bases": BASES,
        "former": [
            {"version": one.version, "published_on": one.published_on.isoformat(), "reason": one.reason}
            for one in published
            if one.published_on
        ],
    }
    draft = YearReport.objects.filter(fund=fund, year=year, state=ReportState.DRAFT).first() or YearReport(
        fund=fund, year=year
    )
    draft.version = figures["report"]["version"]
    draft.reason = reason.strip()
    draft.figures, draft.figures_hash = figures, figures_hash(figures)
    draft.ledger_head = head.hash if head else ""
    draft.compiled_on, draft.compiled_by = today(), user
    draft.save()
    _drop_files(draft)
    record(user, "report.compile", draft, right="reports.compile" if user else "", unit=fund.unit_id, year=year)
    return draft


def _drop_files(draft: YearReport) -> None:
    """Files of an earlier draft show figures that are no longer the report's."""
    for held in draft.files.all():
        transaction.on_commit(partial(remove_private, held.stored))
        held.delete()


def render_report(report: YearReport) -> YearReport:
    """Make the report's files; the same figures give the same bytes, so it may run twice."""
    made = {"json": canonical(report.figures), "csv": report_csv(report), "pdf": report_pdf(report)}
    with transaction.atomic():
        row = YearReport.objects.select_for_update(no_key=True).get(pk=report.pk)
        for kind, data in made.items():
            digest = hashlib.sha256(data).hexdigest()
            held = row.files.filter(kind=kind).first()
            if held and held.sha256 == digest:
                continue
            if held and row.state != ReportState.DRAFT:
                raise Refusal(_("Tệp của báo cáo đã công bố không được thay đổi."), code="published")
            stored = store_private("reports", data, ending=f".{kind}")
            old = held.stored if held else ""
            ReportFile.objects.update_or_create(
                report=row, kind=kind, defaults={"stored": stored, "sha256": digest, "size": len(data)}
            )
            if old:
                transaction.on_commit(partial(remove_private, old))
    return row


@transaction.atomic
def publish_report(*, user: Any, report: YearReport) -> YearReport:
    """Put the report on the public page; the version before it stays readable, marked as replaced.

    The publisher is never who compiled it. Raises Refusal while its files are not made, or when the ledger has
    changed since the figures were frozen.
    """
    row = YearReport.objects.select_for_update(of=("self",), no_key=True).select_related("fund__unit").get(pk=report.pk)
    require(user, "reports.publish", unit=row.fund.unit_id)
    if row.state != ReportState.DRAFT:
        raise Refusal(_("Báo cáo này đã được công bố."))
    if row.compiled_by_id == user.pk:
        raise Refusal(_("Người lập báo cáo không được tự công bố."), code="two_people")
    if row.files.count() < 3 or not row.files.filter(kind="json", sha256=row.figures_hash).exists():
        raise Refusal(_("Tệp của báo cáo chưa được tạo xong. Hãy chờ hoặc lập lại."))
    if differing(row.figures, year_figures(row.fund, row.year)):
        raise Refusal(_("Sổ đã thay đổi sau khi lập báo cáo. Hãy lập lại báo cáo trước khi công bố."), code="stale")
    YearReport.objects.filter(fund=row.fund, year=row.year, state=ReportState.PUBLISHED).update(
        state=ReportState.SUPERSEDED
    )
    row.state, row.published_on, row.published_by = ReportState.PUBLISHED, today(), user
    try:
        row.save(update_fields=["state", "published_on", "published_by"])
    except IntegrityError:
        raise Refusal(_("Báo cáo năm này vừa được người khác công bố. Hãy tải lại trang.")) from None
    record(
        user, "report.publish", row, right="reports.publish", unit=row.fund.unit_id, year=row.year, version=row.version
    )
    return row


def check_file(data: bytes) -> dict[str, Any]:
    """What the portal knows of a report file: found or not, of which report, and whether it equals the ledger today."""
    digest = hashlib.sha256(data).hexdigest()
    held = (
        ReportFile.objects.filter(sha256=digest)
        .exclude(report__state=ReportState.DRAFT)
        .select_related("report__fund__unit")
        .first()
    )
    if held is None:
        return {"found": False, "sha256": digest}
    report = held.report
    differs = differing(report.figures, year_figures(report.fund, report.year))
    return {
        "found": True,
        "sha256": digest,
        "report": report,
        "kind": held.kind,
        "differs": differs,
        "parts": [LEDGER_PARTS[part] for part in differs],
        "frozen_intact": figures_hash(report.figures) == report.figures_hash,
        "stored_intact": _stored_intact(held),
        "chain": _chain_break(),
    }


def _stored_intact(held: ReportFile) -> bool:
    try:
        return hashlib.sha256(read_private(held.stored)).hexdigest() == held.sha256
    except Refusal:  # the portal's own copy is gone
        return False


def _chain_break() -> str:
    """The first break in the ledger's chain of hashes, or nothing; the other invariants are verify_ledger's."""
    chain = next(one for one in INVARIANTS if one.code == "I23")
    return next((f"{chain.code}: {line}" for line in chain.check()), "")
