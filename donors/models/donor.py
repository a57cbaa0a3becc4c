"""Who gives: organisations and persons, their contacts, who asked them, and the sustained network."""

import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models.household import Fold
from donors.querysets.donor import ApproachQuerySet, DonorQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField
from lao_cai_support.web.text import sort_key


def years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day some years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return datetime.date(day.year + years, 3, 1)


class DonorKind(models.TextChoices):
    """The kinds the provincial plan names."""

    AGENCY = "agency", _("Cơ quan")
    UNIT = "unit", _("Đơn vị sự nghiệp")
    COMPANY = "company", _("Công ty")
    ENTERPRISE = "enterprise", _("Doanh nghiệp khác, hợp tác xã")
    PRODUCER = "producer", _("Cơ sở sản xuất, kinh doanh")
    HOUSEHOLD = "household", _("Hộ kinh doanh")
    FUND = "fund", _("Quỹ xã hội, quỹ từ thiện")
    UNION = "union", _("Công đoàn, hội, đoàn thể và quỹ của họ")
    FOREIGN = "foreign", _("Tổ chức nước ngoài")
    PERSON = "person", _("Cá nhân, hộ gia đình")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), model_name="DonorEvent", exclude=["folded"]
)
class Donor(models.Model):
    code = CodeField(unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=DonorKind.choices)
    name = models.CharField(_("tên"), max_length=200)
    folded = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.CharField(max_length=200), db_persist=True
    )
    sort_key = models.CharField(max_length=420, editable=False)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, null=True, blank=True)  # noqa: DJ001 - unique when present
    address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    # Whether the donor agreed to be named on the honour roll and in public reports.
    name_public = models.BooleanField(_("đồng ý nêu tên công khai"), default=False)
    since = models.DateField(_("từ ngày"))
    archived = models.BooleanField(_("ngừng theo dõi"), default=False)
    # The record that goes on for the same giver; never itself a merged one, so that one step leads there.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    note = models.TextField(_("ghi chú"), blank=True)

    objects: ClassVar = DonorQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhà tài trợ")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                name="donor_tax_code_once",
                violation_error_message=_("Mã số thuế này đã có ở một nhà tài trợ khác."),
            ),
            models.CheckConstraint(
                name="donor_tax_code_form",
                condition=Q(tax_code__isnull=True) | Q(tax_code__regex=r"^[0-9]{10}(-[0-9]{3})?$|^[0-9]{12}$"),
                violation_error_message=_("Mã số thuế có 10 chữ số (thêm -001 cho chi nhánh) hoặc 12 chữ số."),
            ),
            models.CheckConstraint(name="donor_kind_value", condition=Q(kind__in=DonorKind.values)),
            models.CheckConstraint(
                name="donor_merged_is_put_aside",
                condition=Q(merged_into__isnull=True) | (Q(archived=True) & ~Q(merged_into=F("id"))),
            ),
        ]
        indexes = [GinIndex(OpClass(F("folded"), name="gin_trgm_ops"), name="donor_folded_trgm")]
        triggers = [
            pgtrigger.Trigger(
                name="merged_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.merged_into_id IS NOT NULL"),
                func="""
                    IF EXISTS (SELECT 1 FROM donors_donor WHERE id = NEW.merged_into_id AND merged_into_id IS NOT NULL)
                       OR EXISTS (SELECT 1 FROM donors_donor WHERE merged_into_id = NEW.id) THEN
                        RAISE EXCEPTION 'a merged donor leads to one that stands' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def codes(self) -> list[str]:
        """The codes under which papers and consents may know this giver: its own and those of records merged into it."""
        return [self.code, *self.merged_from.values_list("code", flat=True)]

    @property
    def foreign(self) -> bool:
        """A foreign gift posts only after its approval (NĐ 80/2020)."""
        return self.kind == DonorKind.FOREIGN


class Contact(models.Model):
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="contacts")
    full_name = models.CharField(_("họ và tên"), max_length=120)
    position = models.CharField(_("chức vụ"), max_length=80, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)

    class Meta:
        verbose_name = _("người liên hệ")
        ordering = ["pk"]


class Approach(models.Model):
    """Who asked whom, when, with what outcome: what the 60 % and 10 % targets count (domain/children 5)."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("Chờ trả lời")
        AGREED = "agreed", _("Đồng ý")
        DECLINED = "declined", _("Từ chối")

    class Channel(models.TextChoices):
        LETTER = "letter", _("Thư, công văn")
        PHONE = "phone", _("Gọi điện")
        MEETING = "meeting", _("Gặp trực tiếp")
        EVENT = "event", _("Hội nghị, lễ phát động")
        LIST = "list", _("Danh sách vận động của chiến dịch")
        ONLINE = "online", _("Thư điện tử, mạng")
        OTHER = "other", _("Cách khác")

    code = CodeField(unique=True)
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="approaches")
    unit = models.ForeignKey(AdministrativeUnit, models.PROTECT, related_name="approaches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Who asked, who need not be the one that writes it down; whom, of the donor's people.
    mobiliser = models.CharField(_("người vận động"), max_length=120)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="approaches")
    on = models.DateField(_("ngày"))
    channel = models.CharField(_("cách thức"), max_length=60, choices=Channel.choices)
    outcome = models.CharField(_("kết quả"), max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    # What is to be done next and by when; it waits on the work list until somebody says that it is done.
    next_step = models.CharField(_("việc tiếp theo"), max_length=200, blank=True)
    next_on = models.DateField(_("hẹn ngày"), null=True, blank=True)
    next_done_on = models.DateField(_("đã làm ngày"), null=True, blank=True)

    objects: ClassVar = ApproachQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần vận động")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="approach_outcome_value", condition=Q(outcome__in=["waiting", "agreed", "declined"])
            ),
            models.CheckConstraint(
                name="approach_channel_value",
                condition=Q(channel__in=["letter", "phone", "meeting", "event", "list", "online", "other"]),
            ),
            models.CheckConstraint(name="approach_by_a_named_person", condition=~Q(mobiliser="")),
            models.CheckConstraint(
                name="approach_step_with_its_day",
                condition=Q(next_step="", next_on__isnull=True, next_done_on__isnull=True)
                | (~Q(next_step="") & Q(next_on__isnull=False, next_on__gte=F("on"))),
            ),
        ]
        indexes = [
            models.Index(fields=["next_on"], condition=Q(next_done_on__isnull=True), name="approach_step_open"),
            models.Index(fields=["unit", "on"], name="approach_unit_on"),
        ]


class NetworkMembership(models.Model):
    """A donor in the sustained network, with the terms agreed and their dates."""

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="network")
    terms = models.CharField(_("cam kết"), max_length=300)
    agreement_no = models.CharField(_("số thỏa thuận"), max_length=60, blank=True)
    yearly_value = VndField(_("giá trị hằng năm"), null=True, blank=True)
    valid = DateRangeField(_("thời gian"))
    end_reason = models.CharField(_("lý do kết thúc"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("tham gia mạng lưới")
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="network_no_overlap",
                expressions=[("donor", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="network_value_positive", condition=Q(yearly_value__isnull=True) | Q(yearly_value__gt=0)
            ),
        ]

    @property
    def last_day(self) -> datetime.date | None:
        return self.valid.upper and self.valid.upper - datetime.timedelta(days=1)

    @property
    def lasting(self) -> bool:
        """Two years or more, or without an end: what the target counts as sustained (domain/children 5, K5)."""
        return self.valid.upper is None or self.valid.upper >= years_after(self.valid.lower, 2)


class DonorAccess(models.Model):
    """Which donor a user of role ``donor`` speaks for."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="donor_access")
    donor = models.ForeignKey(Donor, models.CASCADE, related_name="access")
    valid = DateRangeField(_("thời gian"))

    class Meta:
        verbose_name = _("tài khoản của nhà tài trợ")
        constraints = [
            ExclusionConstraint(
                name="donor_access_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("donor", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]
