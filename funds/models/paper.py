"""A fund's people and the written decisions it rests on."""

import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from donors.models import Earmark
from funds.models.fund import NO_TRUNCATE, Fund, FundPlace
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField


class PaperKind(models.TextChoices):
    FOUNDING = "founding", _("Quyết định thành lập, quy chế")
    BOARD = "board", _("Quyết định nhân sự")
    LIMIT = "limit", _("Quyết định hạn mức, mức chi")
    CONSENT = "consent", _("Văn bản đồng ý của nhà tài trợ")
    SUCCESSION = "succession", _("Quyết định bàn giao Quỹ")


class FundPaper(models.Model):
    """A document as it was issued, kept outside the web root; never replaced, a better one is one more."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="papers", verbose_name=_("quỹ"))
    kind = models.CharField(_("loại"), max_length=10, choices=PaperKind.choices)
    number = models.CharField(_("số, ký hiệu"), max_length=60)
    issued_on = models.DateField(_("ngày ban hành"))
    issuer = models.CharField(_("cơ quan, người ban hành"), max_length=160)
    subject = models.CharField(_("trích yếu"), max_length=300)
    stored = models.CharField(max_length=200)
    ending = models.CharField(max_length=5)
    sha256 = models.CharField(max_length=64)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_on = models.DateField()

    class Meta:
        verbose_name = _("văn bản của quỹ")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "sha256"], name="fund_paper_once"),
            models.CheckConstraint(name="fund_paper_kind_value", condition=Q(kind__in=PaperKind.values)),
        ]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number}, {self.subject}"


class BoardMember(models.Model):
    """A person of the Ban vận động, quản lý Quỹ (or the sponsoring council) for a term, by a decision."""

    class Post(models.TextChoices):
        HEAD = "head", _("Trưởng ban")
        DEPUTY = "deputy", _("Phó trưởng ban")
        MEMBER = "member", _("Ủy viên")
        SECRETARY = "secretary", _("Thư ký")

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="board", verbose_name=_("quỹ"))
    full_name = models.CharField(_("họ và tên"), max_length=120)
    work = models.CharField(_("chức vụ, cơ quan"), max_length=160, blank=True)
    post = models.CharField(_("chức danh"), max_length=10, choices=Post.choices)
    valid = DateRangeField(_("nhiệm kỳ"))
    paper = models.ForeignKey(FundPaper, models.PROTECT, related_name="+", verbose_name=_("quyết định"))

    class Meta:
        verbose_name = _("người trong Ban quản lý Quỹ")
        ordering = ["post", "full_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="board_post_value", condition=Q(post__in=["head", "deputy", "member", "secretary"])
            ),
            ExclusionConstraint(
                name="board_one_head",
                expressions=[("fund", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(post="head"),
            ),
            ExclusionConstraint(
                name="board_person_once",
                expressions=[
                    ("fund", RangeOperators.EQUAL),
                    ("full_name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.full_name

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of the term; the range ends the day after."""
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)


class Repurposing(models.Model):
    """What is left of an earmark is given another purpose, as its donor agrees in writing (X04)."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="repurposings")
    earmark = models.ForeignKey(Earmark, models.PROTECT, related_name="+")
    becomes = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="+")
    amount = VndField(_("số tiền"))
    consent = models.ForeignKey(FundPaper, models.PROTECT, related_name="+", verbose_name=_("văn bản đồng ý"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_on = models.DateField()

    class Meta:
        verbose_name = _("đổi mục đích khoản có địa chỉ")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="repurposing_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="repurposing_changes", condition=Q(becomes__isnull=True) | ~Q(becomes=F("earmark"))
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="with_the_donors_consent",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM funds_fundpaper WHERE id = NEW.consent_id AND fund_id = NEW.fund_id
                                   AND kind = 'consent' AND issued_on <= NEW.done_on AND kept_by_id <> NEW.done_by_id) THEN
                        RAISE EXCEPTION 'a purpose changes with the written consent of the donor, kept by another' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]


class FundSuccession(models.Model):
    """A fund is closed and all it holds goes to its successor, by decision; both books tell it (domain/funds 1.4)."""

    fund = models.OneToOneField(Fund, models.PROTECT, related_name="succession")
    successor = models.ForeignKey(Fund, models.PROTECT, related_name="inherited")
    paper = models.ForeignKey(FundPaper, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("giá trị bàn giao"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_on = models.DateField(_("ngày bàn giao"))

    class Meta:
        verbose_name = _("bàn giao quỹ")
        constraints = [models.CheckConstraint(name="succession_two_funds", condition=~Q(fund=F("successor")))]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]
