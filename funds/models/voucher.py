"""Vouchers: receipts, payments, goods in and out; numbered without gaps, three people on each."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from children.models import Item
from donors.models import Campaign, Donor, Earmark, Pledge, Sponsorship
from funds.models.fund import NO_TRUNCATE, Decider, Fund, FundPlace
from funds.models.kind import ExpenditureKind, IncomeSource
from funds.models.lot import Lot, Valued
from funds.querysets.voucher import VoucherQuerySet
from lao_cai_support.areas.models import AdministrativeUnit
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField
from lao_cai_support.web.words import dong_in_words


class VoucherKind(models.TextChoices):
    RECEIPT = "PT", _("Phiếu thu")
    BANK_CREDIT = "BC", _("Giấy báo Có")
    PAYMENT = "PC", _("Phiếu chi")
    GOODS_IN = "NK", _("Phiếu nhập kho")
    GOODS_OUT = "XK", _("Phiếu xuất kho")
    BUDGET_IN = "TN", _("Phiếu thu kinh phí ngân sách")
    BUDGET_OUT = "CN", _("Phiếu chi kinh phí ngân sách")


# Papers of the book of state-budget money (funds.models.budget), with series of numbers of their own.
BUDGET_KINDS = (VoucherKind.BUDGET_IN, VoucherKind.BUDGET_OUT)


class VoucherState(models.TextChoices):
    DRAFT = "draft", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt, chờ thực hiện")
    POSTED = "posted", _("Đã ghi sổ")
    CANCELLED = "cancelled", _("Đã hủy")


VOUCHER_MOVES: dict[str, set[str]] = {
    "draft": {"approved", "cancelled"},
    "approved": {"posted", "cancelled"},
    "posted": set(),
    "cancelled": set(),
}


class Voucher(models.Model):
    """The number is given at approval and stays with a cancelled voucher, so that numbers have no gap (I9)."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="vouchers", verbose_name=_("quỹ"))
    kind = models.CharField(_("loại"), max_length=2, choices=VoucherKind.choices)
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"), null=True, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=VoucherState.choices, default=VoucherState.DRAFT)
    day = models.DateField(_("ngày"))
    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="vouchers", verbose_name=_("nơi giữ"))
    party = models.CharField(_("người nộp, người nhận"), max_length=200)
    party_address = models.CharField(_("địa chỉ"), max_length=200, blank=True)
    reason = models.CharField(_("lý do"), max_length=300)
    amount = VndField(_("số tiền"))
    donor = models.ForeignKey(
        Donor, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name=_("nhà tài trợ")
    )
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name=_("cam kết")
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="vouchers")
    sponsorship = models.ForeignKey(
        Sponsorship, models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name=_("thỏa thuận đỡ đầu")
    )
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, blank=True, related_name="vouchers")
    income = models.ForeignKey(IncomeSource, models.PROTECT, null=True, blank=True, verbose_name=_("nguồn thu"))
    expenditure = models.ForeignKey(ExpenditureKind, models.PROTECT, null=True, blank=True, verbose_name=_("khoản chi"))
    decision_no = models.CharField(_("quyết định chi"), max_length=60, blank=True)
    decision_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_by = models.CharField(
        _("người quyết định chi"), max_length=10, choices=Decider.choices, default=Decider.HEAD, db_default=Decider.HEAD
    )
    commune = models.ForeignKey(
        AdministrativeUnit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("chi cho địa bàn")
    )
    # A payment to people by their signed list; another one is to who supplies or serves (I8).
    by_list = models.BooleanField(_("trả cho trẻ em theo danh sách ký nhận"), default=False, db_default=False)
    budget_line = models.ForeignKey(
        "funds.BudgetLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="vouchers",
        verbose_name=_("dòng dự toán"),
    )
    foreign_approval = models.CharField(_("văn bản phê duyệt viện trợ"), max_length=60, blank=True)
    foreign_approved_on = models.DateField(_("ngày phê duyệt viện trợ"), null=True, blank=True)
    cancel_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("chứng từ")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "kind", "year", "number"], name="voucher_number_once"),
            # Only goods can be without value; they are told in pieces.
            models.CheckConstraint(
                name="voucher_amount_positive", condition=Q(amount__gt=0) | Q(kind__in=["NK", "XK"], amount=0)
            ),
            models.CheckConstraint(name="voucher_kind_value", condition=Q(kind__in=VoucherKind.values)),
            models.CheckConstraint(name="voucher_state_value", condition=Q(state__in=VoucherState.values)),
            models.CheckConstraint(
                name="voucher_numbered_when_approved",
                condition=Q(state="draft") | Q(state="cancelled") | Q(number__isnull=False),
            ),
            models.CheckConstraint(name="voucher_year_of_its_day", condition=Q(day__year=F("year"))),
            models.CheckConstraint(
                name="voucher_signed",
                condition=(Q(state__in=["draft", "cancelled"]) | Q(approved_by__isnull=False))
                & (~Q(state="posted") | Q(drafted_by__isnull=False, posted_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="voucher_three_people",
                condition=(Q(approved_by__isnull=True) | ~Q(approved_by=F("drafted_by")))
                & (Q(posted_by__isnull=True) | (~Q(posted_by=F("drafted_by")) & ~Q(posted_by=F("approved_by")))),
            ),
            models.CheckConstraint(
                name="voucher_checked_by_another",
                condition=Q(checked_by__isnull=True)
                | (
                    ~Q(checked_by=F("drafted_by"))
                    & (Q(approved_by__isnull=True) | ~Q(checked_by=F("approved_by")))
                    & (Q(posted_by__isnull=True) | ~Q(checked_by=F("posted_by")))
                ),
            ),
            models.CheckConstraint(
                name="voucher_list_of_support",
                condition=Q(by_list=False) | Q(kind="PC"),
            ),
            # Budget money has its line of the estimate and nothing of a donor; donors' money has no such line (I13).
            models.CheckConstraint(
                name="voucher_of_one_book",
                condition=(
                    Q(kind__in=["TN", "CN"], budget_line__isnull=False)
                    & Q(donor__isnull=True, pledge__isnull=True, earmark__isnull=True, campaign__isnull=True)
                    & (
                        Q(kind="TN", income__in=["T12", "T13", "T14", "T15"], expenditure__isnull=True)
                        | Q(kind="CN", expenditure="N01", income__isnull=True)
                    )
                )
                | (~Q(kind__in=["TN", "CN"]) & Q(budget_line__isnull=True)),
            ),
            models.CheckConstraint(
                name="voucher_outflow_decided",
                condition=Q(kind__in=["PT", "BC", "NK"])
                | Q(state__in=["draft", "cancelled"])
                | (~Q(decision_no="") & Q(decision_on__lte=F("day"))),
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "state"], name="voucher_fund_state"),
            models.Index(fields=["fund", "-id"], name="voucher_fund_newest"),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="numbers_have_no_gap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("last", "record")],
                func="""
                    IF TG_OP <> 'INSERT' AND OLD.number IS NOT NULL THEN
                        IF TG_OP = 'DELETE' OR (OLD.number, OLD.kind, OLD.year, OLD.fund_id, OLD.day)
                           IS DISTINCT FROM (NEW.number, NEW.kind, NEW.year, NEW.fund_id, NEW.day) THEN
                            RAISE EXCEPTION 'a voucher keeps its number and its day' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    IF NEW.number IS NULL THEN
                        RETURN NEW;
                    END IF;
                    PERFORM pg_advisory_xact_lock(hashtext('voucher' || NEW.fund_id || NEW.kind || NEW.year));
                    SELECT number, day INTO last FROM funds_voucher
                        WHERE fund_id = NEW.fund_id AND kind = NEW.kind AND year = NEW.year AND number IS NOT NULL
                        ORDER BY number DESC LIMIT 1;
                    IF NEW.number <> COALESCE(last.number, 0) + 1 THEN
                        RAISE EXCEPTION 'voucher numbers run without a gap' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.day < last.day THEN
                        RAISE EXCEPTION 'dates of voucher numbers do not go back' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="decided_by_who_may",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state IN ('approved', 'posted') AND NEW.kind IN ('PC', 'XK')"),
                func="""
                    IF EXISTS (SELECT 1 FROM funds_approvallimit WHERE fund_id = NEW.fund_id AND valid @> NEW.day)
                       AND NOT EXISTS (SELECT 1 FROM funds_approvallimit WHERE fund_id = NEW.fund_id AND valid @> NEW.day
                           AND decider = NEW.decided_by AND (amount_to IS NULL OR amount_to >= NEW.amount)) THEN
                        RAISE EXCEPTION 'who decided may not decide on this amount' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="place_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state <> 'cancelled'"),
                func="""
                    IF EXISTS (SELECT 1 FROM funds_fundplace
                               WHERE id = NEW.place_id AND (opened_on > NEW.day OR closed_on <= NEW.day)) THEN
                        RAISE EXCEPTION 'money moves at a place while it is open' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="list_is_the_amount",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.by_list AND NEW.state IN ('approved', 'posted')"),
                func="""
                    IF NEW.expenditure_id NOT LIKE 'C%'
                       OR (SELECT COALESCE(sum(amount), 0) FROM funds_payee WHERE voucher_id = NEW.id) <> NEW.amount THEN
                        RAISE EXCEPTION 'the list of a payment comes to its amount' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM funds_payee p JOIN children_child c ON c.id = p.child_id
                               WHERE p.voucher_id = NEW.id AND c.ended_on <= NEW.day) THEN
                        RAISE EXCEPTION 'a child of the list is in the register on that day' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="foreign_gift_approved",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.state = 'posted' AND NEW.donor_id IS NOT NULL"),
                func="""
                    IF (NEW.foreign_approval = '' OR NEW.foreign_approved_on IS NULL OR NEW.foreign_approved_on > NEW.day)
                       AND EXISTS (SELECT 1 FROM donors_donor WHERE id = NEW.donor_id AND kind = 'foreign') THEN
                        RAISE EXCEPTION 'a foreign gift has its approval' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="sponsorship_as_agreed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.state <> 'cancelled' AND (NEW.sponsorship_id IS NOT NULL OR NEW.earmark_id IS NOT NULL)"
                ),
                declare=[("held", "record")],
                func="""
                    IF NEW.sponsorship_id IS NULL THEN
                        IF EXISTS (SELECT 1 FROM donors_sponsorship WHERE earmark_id = NEW.earmark_id) THEN
                            RAISE EXCEPTION 'money of a sponsorship names its sponsorship'
                                USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_of_its_sponsorship';
                        END IF;
                        RETURN NEW;
                    END IF;
                    SELECT * INTO held FROM donors_sponsorship WHERE id = NEW.sponsorship_id;
                    IF NEW.kind NOT IN ('PT', 'BC', 'PC') OR held.route <> 'fund' OR held.signed_on IS NULL
                       OR NEW.earmark_id IS DISTINCT FROM held.earmark_id
                       OR (NEW.kind <> 'PC' AND NEW.donor_id IS DISTINCT FROM held.donor_id) THEN
                        RAISE EXCEPTION 'money of a sponsorship comes from its sponsor and stays under its earmark'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'voucher_of_its_sponsorship';
                    END IF;
                    IF NEW.kind = 'PC' AND held.state <> 'active' THEN
                        RAISE EXCEPTION 'nothing is paid out while a sponsorship stands still'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'sponsor_payment_stopped';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="posted_is_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state IN ('posted', 'cancelled')"),
                func="RAISE EXCEPTION 'a posted or cancelled voucher is final' USING ERRCODE = 'check_violation';",
            ),
        ]

    def __str__(self) -> str:
        return self.full_number

    @property
    def full_number(self) -> str:
        """As it is printed: PT-QBTTE-LC-2025-000123; a draft has none yet."""
        if self.number is None:
            return f"{self.get_kind_display()} ({self.get_state_display().lower()})"
        return f"{self.kind}-{self.fund.short_code}-{self.year}-{self.number:06d}"

    @property
    def words(self) -> str:
        return dong_in_words(self.amount)


class VoucherLine(Valued):
    """A line of goods: an item that comes in (a lot is made of it) or a lot that goes out."""

    voucher = models.ForeignKey(Voucher, models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("mặt hàng"))
    size = models.CharField(_("cỡ"), max_length=10, blank=True)
    quantity = models.PositiveIntegerField(_("số lượng"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, blank=True, related_name="lines")
    expires_on = models.DateField(_("hạn dùng"), null=True, blank=True)

    class Meta:
        verbose_name = _("dòng chứng từ")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="voucher_line_positive", condition=Q(quantity__gt=0, unit_value__gte=0))
        ]
        triggers = [
            pgtrigger.Trigger(
                name="final_with_its_voucher",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM funds_voucher
                               WHERE id IN (OLD.voucher_id, NEW.voucher_id) AND state IN ('posted', 'cancelled')) THEN
                        RAISE EXCEPTION 'a posted or cancelled voucher is final' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    @property
    def value(self) -> int:
        return self.quantity * self.unit_value
