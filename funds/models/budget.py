"""The state budget's management money: a book of its own beside the donors' (domain/funds 3.5, 7.1 B1 to B3; I13).

An estimate has lines; its money moves only by rows of BudgetEntry, which are chained as the ledger is. No account of
donations occurs here and no paper of this book can stand in the other one, so there is nothing by which the two could mix.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import NO_TRUNCATE, Fund
from funds.models.kind import IncomeSource
from funds.models.voucher import Voucher
from funds.querysets.budget import EstimateQuerySet
from lao_cai_support.web.codes import CodeField
from lao_cai_support.web.money import VndField

SOURCES = ("T12", "T13", "T14", "T15")


class EstimateState(models.TextChoices):
    """Execution is no state of its own: an assigned estimate is being executed until it is settled."""

    DRAFT = "draft", _("Đang lập")
    SUBMITTED = "submitted", _("Đã trình, chờ thẩm định")
    RETURNED = "returned", _("Yêu cầu bổ sung")
    APPRAISED = "appraised", _("Đã thẩm định, chờ giao")
    ASSIGNED = "assigned", _("Đã giao, đang thực hiện")
    SETTLED = "settled", _("Đã quyết toán")


ESTIMATE_MOVES: dict[str, set[str]] = {
    "draft": {"submitted"},
    "submitted": {"returned", "appraised"},
    "returned": {"submitted"},
    "appraised": {"assigned"},
    "assigned": {"settled"},
    "settled": set(),
}
WRITABLE = ("draft", "returned")


class BudgetItem(models.TextChoices):
    """Items of the budget's index (mục lục ngân sách) that management of a fund meets; names as commonly known of
    TT 324/2016, the circular itself was not read."""

    WAGES = "6050", _("6050 Tiền công theo hợp đồng")
    ALLOWANCES = "6100", _("6100 Phụ cấp")
    SERVICES = "6500", _("6500 Dịch vụ công cộng (điện, nước, nhiên liệu)")
    SUPPLIES = "6550", _("6550 Vật tư văn phòng")
    PUBLICITY = "6600", _("6600 Thông tin, tuyên truyền, liên lạc")
    MEETINGS = "6650", _("6650 Hội nghị, tập huấn")
    TRAVEL = "6700", _("6700 Công tác phí")
    HIRE = "6750", _("6750 Thuê mướn (xe, kho, thiết bị)")
    PROFESSIONAL = "7000", _("7000 Nghiệp vụ chuyên môn")
    OTHER = "7750", _("7750 Chi khác")


class BudgetEstimate(models.Model):
    """One year's estimate of a fund from one source of the budget."""

    code = CodeField(unique=True)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="estimates", verbose_name=_("quỹ"))
    year = models.PositiveSmallIntegerField(_("năm ngân sách"))
    source = models.ForeignKey(IncomeSource, models.PROTECT, related_name="+", verbose_name=_("nguồn kinh phí"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=EstimateState.choices, default=EstimateState.DRAFT)
    grounds = models.CharField(_("căn cứ lập dự toán"), max_length=300)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_on = models.DateField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_on = models.DateField(_("ngày trình"), null=True)
    returned_for = models.CharField(_("cần bổ sung"), max_length=300, blank=True)
    appraised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    appraised_on = models.DateField(_("ngày thẩm định"), null=True)
    appraisal_no = models.CharField(_("văn bản thẩm định"), max_length=60, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(_("ngày quyết toán"), null=True)
    settlement_no = models.CharField(_("văn bản quyết toán"), max_length=60, blank=True)

    objects: ClassVar = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = _("dự toán ngân sách")
        ordering = ["-year", "source", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "year", "source"], name="estimate_once_a_year"),
            models.CheckConstraint(name="estimate_state_value", condition=Q(state__in=EstimateState.values)),
            models.CheckConstraint(name="estimate_of_the_budget", condition=Q(source__in=SOURCES)),
            models.CheckConstraint(
                name="estimate_submitted_by_another",
                condition=Q(submitted_by__isnull=True) | ~Q(submitted_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="estimate_appraised_by_another",
                condition=Q(appraised_by__isnull=True)
                | (~Q(appraised_by=F("drafted_by")) & ~Q(appraised_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="estimate_steps_in_order",
                condition=Q(state="draft")
                | (
                    Q(submitted_by__isnull=False, submitted_on__isnull=False)
                    & (
                        Q(state="submitted")
                        | (Q(state="returned") & ~Q(returned_for=""))
                        | Q(appraised_by__isnull=False)
                    )
                    & (
                        ~Q(state="settled")
                        | (Q(settled_by__isnull=False, settled_on__isnull=False) & ~Q(settlement_no=""))
                    )
                ),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="step_by_step",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.state = 'settled' OR (OLD.fund_id, OLD.year, OLD.source_id, OLD.drafted_by_id)
                       IS DISTINCT FROM (NEW.fund_id, NEW.year, NEW.source_id, NEW.drafted_by_id) THEN
                        RAISE EXCEPTION 'an estimate keeps what it is, a settled one everything' USING ERRCODE = 'check_violation';
                    END IF;
                    IF OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ('draft>submitted', 'submitted>returned',
                       'submitted>appraised', 'returned>submitted', 'appraised>assigned', 'assigned>settled') THEN
                        RAISE EXCEPTION 'an estimate goes step by step' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.state = 'assigned' AND OLD.state = 'appraised' AND NOT EXISTS (
                        SELECT 1 FROM funds_budgetdecision WHERE estimate_id = NEW.id) THEN
                        RAISE EXCEPTION 'an estimate is assigned by a decision' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.state = 'settled' AND EXISTS (SELECT 1 FROM funds_budgetline WHERE estimate_id = NEW.id
                        AND assigned <> used + returned + cancelled) THEN
                        RAISE EXCEPTION 'what is left is returned before an estimate is settled' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.year}"


class BudgetLine(models.Model):
    """An item of the estimate with the norm it rests on. The sums at the end are the entries': never typed."""

    estimate = models.ForeignKey(BudgetEstimate, models.PROTECT, related_name="lines")
    item = models.CharField(_("mục chi"), max_length=4, choices=BudgetItem.choices)
    content = models.CharField(_("nội dung chi"), max_length=200)
    norm = models.CharField(_("định mức, căn cứ"), max_length=200)
    unit = models.CharField(_("đơn vị tính"), max_length=40)
    quantity = models.PositiveIntegerField(_("số lượng"))
    unit_price = VndField(_("mức chi"))
    appraised = VndField(_("số thẩm định"), null=True, blank=True)
    cut_reason = models.CharField(_("lý do giảm"), max_length=300, blank=True)
    assigned = VndField(_("được giao"), default=0, db_default=0)
    withdrawn = VndField(_("đã rút"), default=0, db_default=0)
    used = VndField(_("đã chi"), default=0, db_default=0)
    returned = VndField(_("đã nộp trả"), default=0, db_default=0)
    cancelled = VndField(_("đã hủy dự toán"), default=0, db_default=0)

    class Meta:
        verbose_name = _("dòng dự toán")
        ordering = ["estimate", "item", "pk"]
        constraints = [
            models.CheckConstraint(name="budget_line_positive", condition=Q(quantity__gt=0, unit_price__gt=0)),
            models.CheckConstraint(name="budget_line_item_value", condition=Q(item__in=BudgetItem.values)),
            models.CheckConstraint(
                name="budget_line_cut_for_a_reason",
                condition=Q(appraised__isnull=True)
                | Q(appraised=F("quantity") * F("unit_price"))
                | (Q(appraised__gte=0, appraised__lt=F("quantity") * F("unit_price")) & ~Q(cut_reason="")),
            ),
            models.CheckConstraint(
                name="budget_never_over_the_assigned",
                condition=Q(
                    used__gte=0,
                    returned__gte=0,
                    cancelled__gte=0,
                    withdrawn__gte=F("used") + F("returned"),
                    assigned__gte=F("withdrawn") + F("cancelled"),
                ),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="as_it_was_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("at", "text")],
                func="""
                    SELECT state INTO at FROM funds_budgetestimate WHERE id = COALESCE(OLD.estimate_id, NEW.estimate_id);
                    IF TG_OP = 'UPDATE' THEN
                        IF (OLD.assigned, OLD.withdrawn, OLD.used, OLD.returned, OLD.cancelled) IS DISTINCT FROM
                           (NEW.assigned, NEW.withdrawn, NEW.used, NEW.returned, NEW.cancelled) AND pg_trigger_depth() = 1 THEN
                            RAISE EXCEPTION 'only entries move the sums of a budget line' USING ERRCODE = 'check_violation';
                        END IF;
                        IF (OLD.appraised, OLD.cut_reason) IS DISTINCT FROM (NEW.appraised, NEW.cut_reason) AND at <> 'submitted' THEN
                            RAISE EXCEPTION 'a submitted estimate is appraised' USING ERRCODE = 'check_violation';
                        END IF;
                        IF (OLD.estimate_id, OLD.item, OLD.content, OLD.norm, OLD.unit, OLD.quantity, OLD.unit_price) IS DISTINCT FROM
                           (NEW.estimate_id, NEW.item, NEW.content, NEW.norm, NEW.unit, NEW.quantity, NEW.unit_price) THEN
                            RAISE EXCEPTION 'a line is removed and written anew' USING ERRCODE = 'check_violation';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF at NOT IN ('draft', 'returned') OR (TG_OP = 'INSERT' AND NEW.assigned + NEW.withdrawn + NEW.used
                       + NEW.returned + NEW.cancelled <> 0) THEN
                        RAISE EXCEPTION 'a submitted estimate keeps its lines' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.content}"

    @property
    def requested(self) -> int:
        return self.quantity * self.unit_price

    @property
    def left(self) -> int:
        """What of the assigned money is neither spent nor given back, in đồng."""
        return self.assigned - self.used - self.returned - self.cancelled

    @property
    def not_withdrawn(self) -> int:
        return self.assigned - self.withdrawn - self.cancelled

    @property
    def in_hand(self) -> int:
        """Withdrawn from the treasury and not yet spent."""
        return self.withdrawn - self.used - self.returned


class BudgetDecision(models.Model):
    """The authority's decision that assigns an estimate, or adjusts an assigned one; ``amount`` in đồng, signed."""

    estimate = models.ForeignKey(BudgetEstimate, models.PROTECT, related_name="decisions")
    number = models.CharField(_("số quyết định"), max_length=60)
    decided_on = models.DateField(_("ngày quyết định"))
    issuer = models.CharField(_("cơ quan ban hành"), max_length=160)
    amount = models.BigIntegerField(_("số tiền"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("quyết định giao dự toán")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["estimate", "number"], name="budget_decision_once"),
            models.CheckConstraint(name="budget_decision_numbered", condition=~Q(number="")),
        ]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="kept", operation=pgtrigger.Update | pgtrigger.Delete)]


class BudgetEvent(models.TextChoices):
    ASSIGNED = "assigned", _("Giao dự toán")
    ADJUSTED = "adjusted", _("Điều chỉnh dự toán")
    WITHDRAWN = "withdrawn", _("Rút dự toán")
    USED = "used", _("Chi")
    RETURNED = "returned", _("Nộp trả")
    CANCELLED = "cancelled", _("Hủy dự toán")


class BudgetEntry(models.Model):
    """One movement of a budget line. ``amount`` in đồng; negative where a decision takes away or an entry corrects.

    ``hash`` covers the entry and the hash before it, by fund, as in the ledger of donations.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="budget_entries")
    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField(_("số thứ tự"))
    day = models.DateField(_("ngày ghi sổ"))
    event = models.CharField(_("nghiệp vụ"), max_length=10, choices=BudgetEvent.choices)
    amount = models.BigIntegerField(_("số tiền"))
    text = models.CharField(_("diễn giải"), max_length=300)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="budget_entries")
    decision = models.ForeignKey(BudgetDecision, models.PROTECT, null=True, related_name="entries")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("bút toán ngân sách")
        ordering = ["fund", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "sequence"], name="budget_sequence_once"),
            models.UniqueConstraint(
                fields=["voucher"], condition=Q(corrects__isnull=True), name="budget_voucher_posted_once"
            ),
            models.CheckConstraint(name="budget_event_value", condition=Q(event__in=BudgetEvent.values)),
            models.CheckConstraint(
                name="budget_entry_has_its_paper",
                condition=Q(event__in=["assigned", "adjusted"], decision__isnull=False, voucher__isnull=True)
                | Q(event__in=["withdrawn", "used"], decision__isnull=True, voucher__isnull=False)
                | Q(event__in=["returned", "cancelled"], decision__isnull=True, voucher__isnull=True),
            ),
            models.CheckConstraint(
                name="budget_entry_sign",
                condition=Q(event="adjusted") & ~Q(amount=0)
                | Q(amount__gt=0, corrects__isnull=True)
                | Q(amount__lt=0, corrects__isnull=False, event__in=["withdrawn", "used"]),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="chain_and_papers",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("head", "record"), ("e", "record"), ("v", "record"), ("c", "record")],
                func="""
                    PERFORM pg_advisory_xact_lock(7403, NEW.fund_id::int);
                    SELECT sequence, hash INTO head FROM funds_budgetentry
                        WHERE fund_id = NEW.fund_id ORDER BY sequence DESC LIMIT 1;
                    IF NEW.sequence <> COALESCE(head.sequence, 0) + 1 OR NEW.previous_hash <> COALESCE(head.hash, '') THEN
                        RAISE EXCEPTION 'an entry follows the last one of its fund' USING ERRCODE = 'check_violation';
                    END IF;
                    SELECT b.fund_id, b.year, b.state, b.id INTO e FROM funds_budgetestimate b
                        JOIN funds_budgetline l ON l.estimate_id = b.id WHERE l.id = NEW.line_id;
                    IF e.fund_id <> NEW.fund_id OR e.state <> (CASE WHEN NEW.event = 'assigned' THEN 'appraised' ELSE 'assigned' END) THEN
                        RAISE EXCEPTION 'budget money moves in an assigned estimate of its own fund' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.event IN ('withdrawn', 'used') AND EXTRACT(YEAR FROM NEW.day) <> e.year THEN
                        RAISE EXCEPTION 'budget money is spent in its year' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.decision_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funds_budgetdecision WHERE id = NEW.decision_id AND estimate_id = e.id) THEN
                        RAISE EXCEPTION 'a decision is of its own estimate' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.voucher_id IS NOT NULL THEN
                        SELECT * INTO v FROM funds_voucher WHERE id = NEW.voucher_id;
                        IF v.state <> 'posted' OR v.fund_id <> NEW.fund_id OR v.budget_line_id IS DISTINCT FROM NEW.line_id
                           OR v.kind <> (CASE NEW.event WHEN 'withdrawn' THEN 'TN' ELSE 'CN' END) OR v.amount <> abs(NEW.amount) THEN
                            RAISE EXCEPTION 'an entry says what its paper says' USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                    IF NEW.corrects_id IS NOT NULL THEN
                        SELECT * INTO c FROM funds_budgetentry WHERE id = NEW.corrects_id;
                        IF c.corrects_id IS NOT NULL OR (c.line_id, c.event, c.voucher_id, c.amount) IS DISTINCT FROM
                           (NEW.line_id, NEW.event, NEW.voucher_id, -NEW.amount) OR c.day > NEW.day OR c.posted_by_id = NEW.posted_by_id THEN
                            RAISE EXCEPTION 'a correction turns an earlier entry back, by another person' USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                    UPDATE funds_budgetline SET
                        assigned = assigned + CASE WHEN NEW.event IN ('assigned', 'adjusted') THEN NEW.amount ELSE 0 END,
                        withdrawn = withdrawn + CASE WHEN NEW.event = 'withdrawn' THEN NEW.amount ELSE 0 END,
                        used = used + CASE WHEN NEW.event = 'used' THEN NEW.amount ELSE 0 END,
                        returned = returned + CASE WHEN NEW.event = 'returned' THEN NEW.amount ELSE 0 END,
                        cancelled = cancelled + CASE WHEN NEW.event = 'cancelled' THEN NEW.amount ELSE 0 END
                    WHERE id = NEW.line_id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}"
