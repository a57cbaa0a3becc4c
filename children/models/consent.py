"""Consent: per purpose, never pre-ticked, provable, withdrawn by a new row (Luật 91/2025 Art. 9, 24)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models.child import Child
from children.models.document import ChildDocument
from lao_cai_support.web.codes import CodeField

IMMUTABLE = pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)


class Purpose(models.TextChoices):
    """Each asked apart (domain/children 4.2 C2). Lists and case work of the state body need none: they rest on law."""

    SPONSOR_NAME = "sponsor_name", _("cho một nhà tài trợ biết tên và hoàn cảnh để phối hợp hỗ trợ")
    SPONSORSHIP = "sponsorship", _("đỡ đầu hằng tháng")
    PICTURE = "picture", _("dùng hình ảnh trên trang công khai")
    STORY = "story", _("đăng câu chuyện trên báo, đài, mạng xã hội")
    NGO = "ngo", _("chia sẻ thông tin với một tổ chức xã hội")
    REFERRAL = "referral", _("giới thiệu đến cơ sở cung cấp dịch vụ")


# Whom a consent of these purposes is for must be said; it holds for nobody else.
NAMED_RECIPIENT = frozenset({Purpose.SPONSOR_NAME, Purpose.SPONSORSHIP, Purpose.NGO})


class Representative(models.TextChoices):
    FATHER = "father", _("cha")
    MOTHER = "mother", _("mẹ")
    GUARDIAN = "guardian", _("người giám hộ")
    CARER = "carer", _("người chăm sóc thay thế")
    FACILITY = "facility", _("cơ sở trợ giúp xã hội đang nuôi dưỡng")


OWN = "child"  # the child itself, which from 7 years on may take a yes back


class Channel(models.TextChoices):
    PAPER = "paper", _("ký trên giấy")
    MEETING = "meeting", _("nói trước cán bộ và người làm chứng, có biên bản")
    ELECTRONIC = "electronic", _("ký điện tử")


class DataKind(models.TextChoices):
    NAME = "name", _("họ tên")
    AGE = "age", _("tuổi")
    HOME = "home", _("nơi ở")
    SCHOOL = "school", _("trường, lớp")
    FAMILY = "family", _("gia đình")
    CIRCUMSTANCE = "circumstance", _("hoàn cảnh (không gồm nhóm niêm phong)")
    HEALTH = "health", _("sức khỏe")
    IMAGE = "image", _("hình ảnh, giọng nói")


class ConsentText(models.Model):
    """The words that were read and signed, kept for as long as a consent names them."""

    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("lời văn xin đồng ý")
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="consent_text_version")]
        triggers = [IMMUTABLE]


class Consent(models.Model):
    """One answer of the representative (and of the child from 7 years on) for one purpose.

    ``given`` False is a refusal, or with ``withdraws`` the withdrawal of an earlier yes. Whether a yes holds on a
    day is asked of ``services.consent.consent_valid`` alone.
    """

    code = CodeField(unique=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="consents")
    purpose = models.CharField(_("mục đích"), max_length=20, choices=Purpose.choices)
    recipient = models.CharField(_("người, tổ chức được biết"), max_length=160, blank=True, default="", db_default="")
    donor_code = models.CharField(_("mã nhà tài trợ"), max_length=16, blank=True)
    given = models.BooleanField(_("đồng ý"))
    representative = models.CharField(_("người đại diện"), max_length=120)
    relation = models.CharField(
        _("quan hệ với trẻ"), max_length=10, choices=Representative.choices, default="guardian", db_default="guardian"
    )
    child_agrees = models.BooleanField(_("trẻ đồng ý (từ đủ 7 tuổi)"), null=True)
    age = models.PositiveSmallIntegerField(_("tuổi khi ký"), default=0, db_default=0)
    data_kinds = ArrayField(
        models.CharField(max_length=14), default=list, db_default=models.Value([], ArrayField(models.CharField())),
        verbose_name=_("dữ liệu được dùng"),
    )  # fmt: skip
    text_hash = models.CharField(max_length=64)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="consents")
    sensitive_told = models.BooleanField(_("đã báo đây là dữ liệu nhạy cảm"), default=False, db_default=False)
    channel = models.CharField(
        _("cách trả lời"), max_length=10, choices=Channel.choices, default="paper", db_default="paper"
    )
    evidence = models.CharField(_("giấy tờ"), max_length=200, blank=True)
    scan = models.ForeignKey(ChildDocument, models.PROTECT, null=True, blank=True, related_name="consents")
    on = models.DateField(_("ngày"))
    until = models.DateField(_("hết hạn ngày"), null=True, blank=True)
    withdraws = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="withdrawal")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("ghi lúc"), null=True)

    class Meta:
        verbose_name = _("sự đồng ý")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="consent_purpose_value", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(
                name="consent_relation_value",
                condition=Q(relation__in=Representative.values) | Q(relation=OWN, withdraws__isnull=False),
            ),
            models.CheckConstraint(name="consent_channel_value", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="consent_withdrawal_is_no", condition=Q(withdraws__isnull=True) | Q(given=False)
            ),
            # A yes is provable: the words, the notice, the child's own answer from 7, a paper.
            models.CheckConstraint(
                name="consent_yes_is_whole",
                condition=Q(given=False)
                | (
                    Q(sensitive_told=True, text__isnull=False)
                    & (Q(age__lt=7) | Q(child_agrees__isnull=False))
                    & (Q(scan__isnull=False) | ~Q(evidence=""))
                    & Q(data_kinds__len__gte=1)
                ),
            ),
            models.CheckConstraint(
                name="consent_names_its_recipient",
                condition=Q(given=False) | ~Q(purpose__in=sorted(NAMED_RECIPIENT)) | ~Q(recipient=""),
            ),
            models.CheckConstraint(
                name="consent_ends_after", condition=Q(until__isnull=True) | Q(until__gte=models.F("on"))
            ),
        ]
        indexes = [models.Index(fields=["child", "purpose", "donor_code", "-id"], name="consent_latest")]
        triggers = [IMMUTABLE]
