"""The approval of a foreign gift (NĐ 80/2020): asked for, appraised, approved, received, reported."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models.pledge import Pledge
from donors.querysets.foreign import ForeignApprovalQuerySet
from lao_cai_support.web.codes import CodeField

APPRAISAL_DAYS = 20  # within 20 days of a full dossier
START_DAYS = 183  # an approval may be withdrawn when nothing was begun within six months


class ForeignState(models.TextChoices):
    REQUESTED = "requested", _("Đề nghị")
    APPRAISING = "appraising", _("Đang thẩm định")
    APPRAISED = "appraised", _("Đã thẩm định, chờ phê duyệt")
    APPROVED = "approved", _("Đã phê duyệt, chưa tiếp nhận")
    RECEIVED = "received", _("Đã tiếp nhận")
    REPORTED = "reported", _("Đã báo cáo")
    REFUSED = "refused", _("Không phê duyệt")
    LAPSED = "lapsed", _("Phê duyệt hết hiệu lực")


FOREIGN_MOVES: dict[str, set[str]] = {
    "requested": {"appraising", "refused"},
    "appraising": {"appraised", "refused"},
    "appraised": {"approved", "refused"},
    "approved": {"received", "lapsed"},
    "received": {"reported"},
    "reported": set(),
    "refused": set(),
    "lapsed": set(),
}
_DECIDED = ["approved", "received", "reported", "lapsed"]


class ForeignApproval(models.Model):
    class Authority(models.TextChoices):
        """Who is competent (NĐ 80/2020, Art. 7)."""

        PROVINCE = "province", _("Ủy ban nhân dân tỉnh")
        PRIME_MINISTER = "pm", _("Thủ tướng Chính phủ (quốc phòng, an ninh, tôn giáo, xây dựng pháp luật)")
        FRONT = "front", _("Mặt trận Tổ quốc (cứu trợ không có địa chỉ cụ thể)")
        AGENCY = "agency", _("Cơ quan chủ quản khác")

    code = CodeField(unique=True)
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="foreign_approvals", verbose_name=_("cam kết"))
    authority = models.CharField(_("cấp phê duyệt"), max_length=8, choices=Authority.choices)
    purpose = models.CharField(_("mục đích"), max_length=300)
    lawful_source = models.CharField(_("nguồn gốc hợp pháp"), max_length=300)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=ForeignState.choices, default=ForeignState.REQUESTED
    )
    requested_on = models.DateField(_("ngày đề nghị"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    complete_on = models.DateField(_("ngày đủ hồ sơ"), null=True, blank=True)
    appraised_on = models.DateField(_("ngày thẩm định"), null=True, blank=True)
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(_("ý kiến thẩm định"), max_length=500, blank=True)
    decision_no = models.CharField(_("số quyết định"), max_length=60, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(_("ngày tiếp nhận"), null=True, blank=True)
    reported_on = models.DateField(_("ngày báo cáo"), null=True, blank=True)
    end_reason = models.CharField(_("lý do"), max_length=300, blank=True)

    objects: ClassVar = ForeignApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("phê duyệt viện trợ")
        ordering = ["-requested_on", "-pk"]
        constraints = [
            models.CheckConstraint(name="foreign_state_value", condition=Q(state__in=ForeignState.values)),
            models.UniqueConstraint(
                fields=["pledge"], condition=~Q(state__in=["refused", "lapsed"]), name="foreign_one_approval_a_pledge"
            ),
            models.CheckConstraint(
                name="foreign_decided_in_writing",
                condition=~Q(state__in=_DECIDED)
                | (
                    ~Q(decision_no="")
                    & Q(decided_on__isnull=False, decided_by__isnull=False, appraised_on__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="foreign_asked_by_another",
                condition=(Q(appraised_by__isnull=True) | ~Q(appraised_by=F("requested_by")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by"))),
            ),
            models.CheckConstraint(
                name="foreign_days_in_order",
                condition=(Q(complete_on__isnull=True) | Q(complete_on__gte=F("requested_on")))
                & (Q(appraised_on__isnull=True) | Q(appraised_on__gte=F("complete_on")))
                & (Q(decided_on__isnull=True) | Q(decided_on__gte=F("appraised_on")))
                & (Q(received_on__isnull=True) | Q(received_on__gte=F("decided_on")))
                & (Q(reported_on__isnull=True) | Q(reported_on__gte=F("received_on"))),
            ),
            models.CheckConstraint(
                name="foreign_received_on_a_day",
                condition=~Q(state__in=["received", "reported"]) | Q(received_on__isnull=False),
            ),
            models.CheckConstraint(
                name="foreign_ended_for_a_reason", condition=~Q(state__in=["refused", "lapsed"]) | ~Q(end_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge} ({self.get_state_display()})"

    @property
    def due_on(self) -> datetime.date | None:
        """By when the present step must be over: the appraisal, or the beginning of what was approved."""
        if self.state == ForeignState.APPRAISING and self.complete_on:
            return self.complete_on + datetime.timedelta(days=APPRAISAL_DAYS)
        if self.state == ForeignState.APPROVED and self.decided_on:
            return self.decided_on + datetime.timedelta(days=START_DAYS)
        return None

    @property
    def may_be_received(self) -> bool:
        return self.state in (ForeignState.APPROVED, ForeignState.RECEIVED, ForeignState.REPORTED)


class ForeignPaper(models.Model):
    """A paper of the dossier; ``stored`` is its scan."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("Văn bản đề nghị tiếp nhận")
        OFFER = "offer", _("Thư, văn bản tài trợ của bên tài trợ")
        STATUS = "status", _("Giấy tờ pháp lý của bên tài trợ")
        GOODS = "goods", _("Danh mục hàng, xuất xứ, chất lượng")
        APPRAISAL = "appraisal", _("Báo cáo thẩm định")
        DECISION = "decision", _("Quyết định phê duyệt")
        REPORT = "report", _("Báo cáo kết quả")
        OTHER = "other", _("Giấy tờ khác")

    code = CodeField(unique=True)
    approval = models.ForeignKey(ForeignApproval, models.PROTECT, related_name="papers")
    kind = models.CharField(_("loại giấy tờ"), max_length=9, choices=Kind.choices)
    number = models.CharField(_("số"), max_length=60, blank=True)
    on = models.DateField(_("ngày"))
    stored = models.CharField(max_length=120)
    ending = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("giấy tờ viện trợ")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="foreign_paper_kind_value",
                condition=Q(
                    kind__in=["request", "offer", "status", "goods", "appraisal", "decision", "report", "other"]
                ),
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


# Without these a dossier is not full, and its twenty days do not run.
NEEDED = (ForeignPaper.Kind.REQUEST, ForeignPaper.Kind.OFFER, ForeignPaper.Kind.STATUS)
