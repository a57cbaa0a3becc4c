"""The ledger: double entry, append only, chained, never below zero on any day. Only funds.ledger.post writes here."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from donors.models import Campaign, Earmark, Pledge
from funds.models.fund import NO_TRUNCATE, Fund
from funds.models.kind import ExpenditureKind, IncomeSource
from funds.models.lot import Lot
from funds.models.voucher import Voucher
from funds.querysets.ledger import PostingQuerySet
from lao_cai_support.areas.models import AdministrativeUnit

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Account(models.TextChoices):
    """The chart of domain/funds 7.1; debit balances for A, credit balances for L and F."""

    CASH = "A1", _("Tiền mặt")
    BANK = "A2", _("Tiền gửi")
    GOODS = "A3", _("Hiện vật trong kho")
    ADVANCE = "A4", _("Tạm ứng phân phối")
    TRANSIT = "A5", _("Phải thu điều chuyển")
    REFUND = "L1", _("Phải hoàn nhà tài trợ")
    FREE = "F1", _("Quỹ chung")
    EARMARKED = "F2", _("Quỹ có địa chỉ")
    IN_KIND = "F3", _("Quỹ hiện vật")
    MANAGEMENT = "F4", _("Phần dành cho chi quản lý")


class JournalEntry(models.Model):
    """One event. ``hash`` covers the entry, all that its postings say, and the hash before it."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField(_("số thứ tự"))
    day = models.DateField(_("ngày ghi sổ"))
    event = models.CharField(_("nghiệp vụ"), max_length=20)
    text = models.CharField(_("diễn giải"), max_length=300)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="entries")
    key = models.CharField(max_length=80, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("bút toán")
        ordering = ["fund", "sequence"]
        constraints = [models.UniqueConstraint(fields=["fund", "sequence"], name="entry_sequence_once")]
        indexes = [models.Index(fields=["fund", "day"], name="entry_fund_day")]
        triggers = [
            APPEND_ONLY,
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="chain_and_open_period",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("head", "record")],
                func="""
                    PERFORM pg_advisory_xact_lock(7402, NEW.fund_id::int);
                    SELECT sequence, hash INTO head FROM funds_journalentry
                        WHERE fund_id = NEW.fund_id ORDER BY sequence DESC LIMIT 1;
                    IF NEW.sequence <> COALESCE(head.sequence, 0) + 1 OR NEW.previous_hash <> COALESCE(head.hash, '') THEN
                        RAISE EXCEPTION 'an entry follows the last one of its fund' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM funds_closing WHERE fund_id = NEW.fund_id AND year >= EXTRACT(YEAR FROM NEW.day)) THEN
                        RAISE EXCEPTION 'the year is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="entry_has_postings",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT count(*) FROM funds_posting WHERE entry_id = NEW.id) < 2 THEN
                        RAISE EXCEPTION 'an entry has at least two postings' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]


class Posting(models.Model):
    """One side of an entry: ``amount`` in đồng, debit positive, credit negative; goods carry ``lot`` and pieces."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings")
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="postings")
    day = models.DateField()
    account = models.CharField(_("tài khoản"), max_length=2, choices=Account.choices)
    amount = models.BigIntegerField(_("số tiền"))
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="postings")
    quantity = models.IntegerField(_("số lượng"), default=0)
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="postings")
    income = models.ForeignKey(IncomeSource, models.PROTECT, null=True, related_name="postings")
    expenditure = models.ForeignKey(ExpenditureKind, models.PROTECT, null=True, related_name="postings")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="postings")
    commune = models.ForeignKey(AdministrativeUnit, models.PROTECT, null=True, related_name="+")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="postings")

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng bút toán")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="posting_account_value", condition=Q(account__in=Account.values)),
            models.CheckConstraint(name="posting_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="posting_goods_have_lot",
                condition=(Q(account="A3", lot__isnull=False) & ~Q(quantity=0)) | ~Q(account="A3"),
            ),
            models.CheckConstraint(
                name="posting_lot_sides_agree",
                condition=Q(lot__isnull=True) | Q(amount__gt=0, quantity__gt=0) | Q(amount__lt=0, quantity__lt=0),
            ),
            models.CheckConstraint(
                name="posting_earmarked_named", condition=~Q(account="F2") | Q(earmark__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "day", "account"], name="posting_fund_day"),
            models.Index(fields=["entry"], name="posting_entry"),
        ]
        triggers = [
            APPEND_ONLY,
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="entry_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                declare=[("e", "record")],
                func="""
                    SELECT COALESCE(sum(p.amount), 0) AS total,
                           bool_and(p.fund_id = j.fund_id AND p.day = j.day) AS same
                    INTO e FROM funds_posting p JOIN funds_journalentry j ON j.id = p.entry_id WHERE p.entry_id = NEW.entry_id;
                    IF e.total <> 0 OR NOT e.same THEN
                        RAISE EXCEPTION 'debit equals credit in every entry' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="keep_balances",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),
                func="""
                    INSERT INTO funds_balanceday (fund_id, account, earmark_id, lot_id, day, amount, quantity)
                    SELECT a.fund_id, a.account, a.earmark_id, a.lot_id, a.day,
                           COALESCE((SELECT b.amount FROM funds_balanceday b
                              WHERE b.fund_id = a.fund_id AND b.account = a.account AND b.earmark_id IS NOT DISTINCT FROM a.earmark_id
                                AND b.lot_id IS NOT DISTINCT FROM a.lot_id AND b.day < a.day ORDER BY b.day DESC LIMIT 1), 0),
                           COALESCE((SELECT b.quantity FROM funds_balanceday b
                              WHERE b.fund_id = a.fund_id AND b.account = a.account AND b.earmark_id IS NOT DISTINCT FROM a.earmark_id
                                AND b.lot_id IS NOT DISTINCT FROM a.lot_id AND b.day < a.day ORDER BY b.day DESC LIMIT 1), 0)
                    FROM (SELECT DISTINCT fund_id, account, earmark_id, lot_id, day FROM added) a
                    ORDER BY a.fund_id, a.account, a.earmark_id, a.lot_id, a.day
                    ON CONFLICT (fund_id, account, earmark_id, lot_id, day) DO NOTHING;
                    UPDATE funds_balanceday b SET amount = b.amount + m.amount, quantity = b.quantity + m.quantity
                    FROM (
                        SELECT t.id, sum(a.amount) AS amount, sum(a.quantity) AS quantity
                        FROM added a JOIN funds_balanceday t
                          ON t.fund_id = a.fund_id AND t.account = a.account AND t.earmark_id IS NOT DISTINCT FROM a.earmark_id
                         AND t.lot_id IS NOT DISTINCT FROM a.lot_id AND t.day >= a.day
                        GROUP BY t.id
                    ) m WHERE b.id = m.id;
                    RETURN NULL;
                """,
            ),
        ]


class BalanceDay(models.Model):
    """The balance of an account (by earmark and lot) at the end of each day with a movement; kept by the trigger.

    Its checks are the guarantee of I5: no account on the wrong side of zero on any day, back-dated entries too.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="balances")
    account = models.CharField(max_length=2, choices=Account.choices)
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="balances")
    day = models.DateField()
    amount = models.BigIntegerField()
    quantity = models.IntegerField()

    class Meta:
        verbose_name = _("số dư ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "account", "earmark", "lot", "day"], name="balance_day_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="balance_never_below_zero",
                condition=Q(account__startswith="A", amount__gte=0, quantity__gte=0)
                | (~Q(account__startswith="A") & Q(amount__lte=0)),
            ),
        ]
        triggers = [
            NO_TRUNCATE,
            # Whoever could raise a balance by hand could overdraw it afterwards: only the postings' trigger writes here.
            pgtrigger.Protect(
                name="kept_by_postings",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
            ),
        ]
