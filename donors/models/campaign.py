"""A campaign: what is sought, for how long, its public page with the four blocks of publicity, its picture."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import SupportArea
from donors.querysets.campaign import CampaignQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField

URGENT_DAYS = 90  # NĐ 93/2021: an urgent appeal receives for at most 90 days
HAND_OUT_DAYS = 20  # and hands out within 20 days of its end


class Campaign(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("Nháp")
        PUBLISHED = "published", _("Đang vận động")
        CLOSED = "closed", _("Đã kết thúc")
        SETTLED = "settled", _("Đã công khai kết quả")

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("Thường xuyên")
        URGENT = "urgent", _("Khẩn cấp (thiên tai, dịch bệnh, sự cố, bệnh hiểm nghèo)")

    code = CodeField(unique=True)
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="campaigns")
    area = models.ForeignKey(SupportArea, models.PROTECT, null=True, blank=True, verbose_name=_("lĩnh vực"))
    kind = models.CharField(_("loại"), max_length=8, choices=Kind.choices, default=Kind.ORDINARY, db_default="ordinary")
    name = models.CharField(_("tên chiến dịch"), max_length=160)
    summary = models.TextField(_("giới thiệu"))
    target = VndField(_("mục tiêu"))
    valid = DateRangeField(_("thời gian"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    # The four blocks (NĐ 93/2021, Art. 14): (a) the paper that calls; (b) is computed, with words when it is settled;
    # (c) who is helped, by which policy, how much; (d) who receives, when, where, how.
    call_no = models.CharField(_("số văn bản kêu gọi"), max_length=60, blank=True, db_default="")
    call_on = models.DateField(_("ngày văn bản kêu gọi"), null=True, blank=True)
    results = models.TextField(_("kết quả"), blank=True, db_default="")
    beneficiaries = models.TextField(_("đối tượng thụ hưởng"), blank=True, db_default="")
    support_level = models.TextField(_("chính sách, mức hỗ trợ"), blank=True, db_default="")
    receiver = models.CharField(_("nơi tiếp nhận"), max_length=300, blank=True, db_default="")
    receive_time = models.CharField(_("thời gian tiếp nhận"), max_length=200, blank=True, db_default="")
    receive_place = models.CharField(_("địa điểm tiếp nhận"), max_length=300, blank=True, db_default="")
    receive_way = models.CharField(_("cách tiếp nhận"), max_length=300, blank=True, db_default="")
    # Kept only as re-drawn, and only when an officer has looked and says that no child's face can be seen.
    picture = models.CharField(max_length=120, blank=True, db_default="")
    picture_alt = models.CharField(_("mô tả ảnh"), max_length=200, blank=True, db_default="")
    picture_checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("chiến dịch")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="campaign_target_positive", condition=Q(target__gt=0)),
            models.CheckConstraint(
                name="campaign_state_value", condition=Q(state__in=["draft", "published", "closed", "settled"])
            ),
            models.CheckConstraint(name="campaign_kind_value", condition=Q(kind__in=["ordinary", "urgent"])),
            models.CheckConstraint(
                name="campaign_urgent_is_short",
                condition=Q(kind="ordinary")
                | Q(valid__endswith__lte=F("valid__startswith") + datetime.timedelta(days=URGENT_DAYS)),
            ),
            models.CheckConstraint(name="campaign_settled_with_words", condition=~Q(state="settled") | ~Q(results="")),
            models.CheckConstraint(
                name="campaign_picture_was_looked_at",
                condition=Q(picture="") | (Q(picture_checked_by__isnull=False) & ~Q(picture_alt="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of the campaign; the range ends the day after."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)

    @property
    def hand_out_by(self) -> datetime.date | None:
        """By when an urgent campaign has handed out what it received."""
        if self.kind != self.Kind.URGENT or not self.last_day:
            return None
        return self.last_day + datetime.timedelta(days=HAND_OUT_DAYS)

    @property
    def missing_blocks(self) -> list[str]:
        """What the public page must tell and does not yet, in words."""
        needed = (
            "call_no",
            "beneficiaries",
            "support_level",
            "receiver",
            "receive_time",
            "receive_place",
            "receive_way",
        )
        fields = (field for field in self._meta.concrete_fields if field.name in needed)
        return [str(field.verbose_name) for field in fields if not getattr(self, field.name)]
