"""The ledger: double entry, append only, chained, never below zero on any day. Only funds.ledger.post writes here."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from donors.models import Campaign, Earmark, Pledge
from funds.models.fund import NO_TRUNCATE, Fund, FundPlace
from funds.models.kind import ExpenditureKind, IncomeSource
from funds.models.lot import Lot
from funds.models.voucher import Voucher
from funds.querysets.ledger import PostingQuerySet
from lao_cai_support.areas.models import AdministrativeUnit

# Debit balances for A, credit balances for L and F.
_RIGHT_SIDE = Q(account__startswith="A", amount__gte=0, quantity__gte=0) | (
    ~Q(account__startswith="A") & Q(amount__lte=0)
)

# Whoever could raise a balance by hand could overdraw it afterwards: only the postings' trigger writes here.
KEPT_BY_POSTINGS = pgtrigger.Protect(
    name="kept_by_postings",
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
)

# Rows that are new begin at zero (at the balance of the day before), because a CHECK looks at a row to be inserted even
# where it meets one that stands. Then each row is moved once. What is found by its whole key costs the same in a small
# book and in a large one; a back-dated entry also moves the later days of its own key, which closed years bound.
KEEP_BALANCES = """
    INSERT INTO funds_balanceday (fund_id, account, earmark_id, lot_id, day, amount, quantity)
    SELECT a.fund_id, a.account, a.earmark_id, a.lot_id, a.day, COALESCE(b.amount, 0), COALESCE(b.quantity, 0)
    FROM (SELECT DISTINCT fund_id, account, earmark_id, lot_id, day FROM added) a
    LEFT JOIN LATERAL (
        SELECT amount, quantity FROM funds_balanceday
        WHERE fund_id = a.fund_id AND account = a.account AND earmark_key = COALESCE(a.earmark_id, 0)
          AND lot_key = COALESCE(a.lot_id, 0) AND day < a.day ORDER BY day DESC LIMIT 1
    ) b ON true
    ORDER BY a.fund_id, a.account, a.earmark_id, a.lot_id, a.day
    ON CONFLICT (fund_id, account, earmark_key, lot_key, day) DO NOTHING;
    UPDATE funds_balanceday b SET
        amount = b.amount + m.amount,
        quantity = b.quantity + m.quantity,
        lowest = LEAST(b.lowest + m.sign * m.before, m.sign * (b.amount + m.before) + m.dip),
        lowest_quantity = LEAST(b.lowest_quantity + m.pieces_before, b.quantity + m.pieces_before + m.dip_quantity)
    FROM (
        SELECT t.id, a.sign, sum(a.amount) AS amount, sum(a.quantity) AS quantity,
               COALESCE(sum(a.amount) FILTER (WHERE a.day < t.day), 0) AS before,
               COALESCE(sum(a.quantity) FILTER (WHERE a.day < t.day), 0) AS pieces_before,
               min(a.sign * a.running) FILTER (WHERE a.day = t.day) AS dip,
               min(a.pieces) FILTER (WHERE a.day = t.day) AS dip_quantity
        FROM (
            SELECT fund_id, account, COALESCE(earmark_id, 0) AS earmark_key, COALESCE(lot_id, 0) AS lot_key, day,
                   CASE WHEN account LIKE 'A%' THEN 1 ELSE -1 END AS sign,
                   sum(amount) AS amount, sum(quantity) AS quantity,
                   sum(sum(amount)) OVER entries AS running, sum(sum(quantity)) OVER entries AS pieces
            FROM added GROUP BY 1, 2, 3, 4, 5, entry_id
            WINDOW entries AS (PARTITION BY fund_id, account, COALESCE(earmark_id, 0), COALESCE(lot_id, 0), day ORDER BY entry_id)
        ) a
        JOIN funds_balanceday t ON t.fund_id = a.fund_id AND t.account = a.account AND t.earmark_key = a.earmark_key
         AND t.lot_key = a.lot_key AND t.day >= a.day
        GROUP BY t.id, a.sign
    ) m WHERE b.id = m.id;
    INSERT INTO funds_balance (fund_id, account, earmark_id, lot_id, amount, quantity)
    SELECT DISTINCT fund_id, account, earmark_id, lot_id, 0, 0 FROM added ORDER BY 1, 2, 3, 4
    ON CONFLICT (fund_id, account, earmark_key, lot_key) DO NOTHING;
    UPDATE funds_balance b SET amount = b.amount + m.amount, quantity = b.quantity + m.quantity
    FROM (
        SELECT fund_id, account, COALESCE(earmark_id, 0) AS earmark_key, COALESCE(lot_id, 0) AS lot_key,
               sum(amount) AS amount, sum(quantity) AS quantity
        FROM added GROUP BY 1, 2, 3, 4
    ) m
    WHERE b.fund_id = m.fund_id AND b.account = m.account AND b.earmark_key = m.earmark_key AND b.lot_key = m.lot_key;
    RETURN NULL;
"""

# The same for what lies at each place: two accounts of one bank money (A2) are proven one by one against their statements.
KEEP_PLACES = """
    INSERT INTO funds_placeday (place_id, day, amount)
    SELECT a.place_id, a.day, COALESCE(b.amount, 0)
    FROM (SELECT DISTINCT place_id, day FROM added WHERE place_id IS NOT NULL) a
    LEFT JOIN LATERAL (
        SELECT amount FROM funds_placeday WHERE place_id = a.place_id AND day < a.day ORDER BY day DESC LIMIT 1
    ) b ON true
    ORDER BY a.place_id, a.day
    ON CONFLICT (place_id, day) DO NOTHING;
    UPDATE funds_placeday t SET amount = t.amount + m.amount
    FROM (
        SELECT t.id, sum(a.amount) AS amount
        FROM (SELECT place_id, day, sum(amount) AS amount FROM added WHERE place_id IS NOT NULL GROUP BY 1, 2) a
        JOIN funds_placeday t ON t.place_id = a.place_id AND t.day >= a.day GROUP BY t.id
    ) m WHERE t.id = m.id;
    RETURN NULL;
"""

# What may be paid out of which purse. ``earmark_break`` is a function of the database (see the migration that made it):
# the same words answer a person who drafts, a posting and the auditor. What is turned back by a reversal was asked once.
RIGHT_PURSE = """
    IF NEW.income_id IN ('T12', 'T13', 'T14', 'T15', 'T99') OR NEW.expenditure_id LIKE 'N%' THEN
        RAISE EXCEPTION 'budget money and memos do not enter the book of donations' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.expenditure_id LIKE 'M%' AND NEW.account <> 'F4' THEN
        RAISE EXCEPTION 'management costs are paid from their share' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.expenditure_id LIKE 'C%' AND NEW.account = 'F4' THEN
        RAISE EXCEPTION 'the management share pays management costs' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.expenditure_id LIKE 'M%' AND NEW.amount > 0 THEN
        SELECT amount INTO level FROM funds_managementshare
            WHERE fund_id = NEW.fund_id AND year = EXTRACT(YEAR FROM NEW.day);
        IF NEW.amount + (SELECT COALESCE(sum(amount), 0) FROM funds_posting
                WHERE fund_id = NEW.fund_id AND account = 'F4' AND expenditure_id LIKE 'M%'
                  AND day BETWEEN date_trunc('year', NEW.day) AND date_trunc('year', NEW.day) + interval '1 year - 1 day')
           > COALESCE(level, 0) THEN
            RAISE EXCEPTION 'management costs stay within the decided level of the year' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF NEW.expenditure_id = 'X04' AND NEW.amount > 0 AND NOT EXISTS (
            SELECT 1 FROM funds_repurposing r JOIN funds_journalentry j ON j.key = 'repurpose-' || r.code
            WHERE j.id = NEW.entry_id AND r.fund_id = NEW.fund_id AND r.earmark_id = NEW.earmark_id AND r.amount = NEW.amount) THEN
        RAISE EXCEPTION 'a purpose changes only with the written consent of the donor' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.place_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_fundplace WHERE id = NEW.place_id AND fund_id = NEW.fund_id
            AND kind = CASE NEW.account WHEN 'A1' THEN 'cash' WHEN 'A2' THEN 'bank' END) THEN
        RAISE EXCEPTION 'money lies at a place of its own fund and kind' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.lot_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM funds_lot
            WHERE id = NEW.lot_id AND fund_id = NEW.fund_id AND earmark_id IS NOT DISTINCT FROM NEW.earmark_id
              AND (unit_value = 0) = (NEW.amount = 0)) THEN
        RAISE EXCEPTION 'a lot moves in its own fund and under its own earmark, with value or without' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.earmark_id IS NOT NULL AND NEW.amount > 0
       AND (NEW.account = 'A4' OR (NEW.account IN ('F2', 'F3') AND NEW.expenditure_id LIKE 'C%')) THEN
        SELECT event INTO how FROM funds_journalentry WHERE id = NEW.entry_id;
        IF how <> 'reversal' THEN
            -- Who signs later than the last day got what was handed to the distributors in time.
            broken := earmark_break(NEW.earmark_id, CASE WHEN NEW.account = 'A4' THEN NULL ELSE NEW.expenditure_id END,
                                    NEW.commune_id, CASE WHEN how = 'handed_out' THEN NULL ELSE NEW.day END);
            IF broken <> '' THEN
                RAISE EXCEPTION 'earmark rule: %', broken USING ERRCODE = 'check_violation';
            END IF;
        END IF;
    END IF;
    RETURN NEW;
"""

# What has come of a pledge is the sum of the entries of its receipts, those turned back taken away.
_RECEIVED = """
    UPDATE donors_pledge p SET
        received_value = p.received_value + told.sign * told.amount,
        received_quantity = p.received_quantity + told.sign * told.pieces,
        state = CASE WHEN told.sign < 0 AND p.state = 'fulfilled' THEN 'accepted' ELSE p.state END
    FROM (
        SELECT v.pledge_id, v.amount, CASE WHEN NEW.reverses_id IS NULL THEN 1 ELSE -1 END AS sign,
               COALESCE((SELECT sum(l.quantity) FROM funds_voucherline l WHERE l.voucher_id = v.id), 0) AS pieces
        FROM funds_voucher v
        WHERE v.kind IN ('PT', 'BC', 'NK') AND v.pledge_id IS NOT NULL
          AND v.id = COALESCE((SELECT j.voucher_id FROM funds_journalentry j WHERE j.id = NEW.reverses_id), NEW.voucher_id)
    ) told
    WHERE p.id = told.pledge_id;
    RETURN NULL;
"""

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
            # What the sponsor, the list of what is late and the guards of the agreement read.
            pgtrigger.Trigger(
                name="sponsorship_follows",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.voucher_id IS NOT NULL OR NEW.reverses_id IS NOT NULL"),
                func="""
                    INSERT INTO donors_sponsorshippayment (sponsorship_id, kind, day, amount, entry_key, paper)
                    SELECT v.sponsorship_id, CASE v.kind WHEN 'PC' THEN 'paid' ELSE 'received' END, NEW.day,
                           CASE WHEN NEW.reverses_id IS NULL THEN v.amount ELSE -v.amount END, NEW.key,
                           v.kind || ' ' || v.number || '/' || v.year
                    FROM funds_voucher v
                    WHERE v.sponsorship_id IS NOT NULL AND v.id = COALESCE(NEW.voucher_id,
                        (SELECT voucher_id FROM funds_journalentry WHERE id = NEW.reverses_id));
                    RETURN NULL;
                """,
            ),
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
                    IF NOT EXISTS (SELECT 1 FROM funds_fund WHERE id = NEW.fund_id AND valid @> NEW.day) THEN
                        RAISE EXCEPTION 'the fund is not open on that day' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM funds_voucher WHERE id = NEW.voucher_id AND budget_line_id IS NOT NULL) THEN
                        RAISE EXCEPTION 'budget money and memos do not enter the book of donations' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funds_journalentry
                        WHERE id = NEW.reverses_id AND fund_id = NEW.fund_id AND day <= NEW.day AND reverses_id IS NULL) THEN
                        RAISE EXCEPTION 'a reversal turns an earlier entry of its own fund, never a reversal' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="month_is_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM funds_monthclosing
                               WHERE fund_id = NEW.fund_id AND month >= date_trunc('month', NEW.day)::date) THEN
                        RAISE EXCEPTION 'the month is closed' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="received_of_pledges",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.voucher_id IS NOT NULL OR NEW.reverses_id IS NOT NULL"),
                func=_RECEIVED,
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
    # In which cash box or account money (A1, A2) lies.
    place = models.ForeignKey(FundPlace, models.PROTECT, null=True, related_name="postings")

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng bút toán")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="posting_account_value", condition=Q(account__in=Account.values)),
            # Goods without value move in pieces alone; the fund of goods keeps the mark of what they are.
            models.CheckConstraint(
                name="posting_not_zero",
                condition=~Q(amount=0) | (Q(lot__isnull=False) & ~Q(quantity=0)) | Q(account="F3", lot__isnull=True),
            ),
            models.CheckConstraint(
                name="posting_goods_have_lot",
                condition=(Q(account="A3", lot__isnull=False) & ~Q(quantity=0)) | ~Q(account="A3"),
            ),
            models.CheckConstraint(
                name="posting_lot_sides_agree",
                condition=Q(lot__isnull=True)
                | Q(amount__gt=0, quantity__gt=0)
                | Q(amount__lt=0, quantity__lt=0)
                | (Q(amount=0) & ~Q(quantity=0)),
            ),
            models.CheckConstraint(
                name="posting_earmarked_named", condition=~Q(account="F2") | Q(earmark__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["fund", "day", "account"], name="posting_fund_day"),
            # What a year's management cost so far is asked at each of its payments, which are few.
            models.Index(fields=["fund", "day"], name="posting_management", condition=Q(account="F4")),
        ]
        triggers = [
            APPEND_ONLY,
            NO_TRUNCATE,
            pgtrigger.Trigger(
                name="right_purse",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("how", "text"), ("broken", "text"), ("level", "bigint")],
                func=RIGHT_PURSE,
            ),
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
                func=KEEP_BALANCES,
            ),
            pgtrigger.Trigger(
                name="keep_places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="added"),
                func=KEEP_PLACES,
            ),
        ]


class BalanceKey(models.Model):
    """What a balance is of: an account of a fund, by earmark and by lot.

    ``earmark_key`` and ``lot_key`` are 0 where there is none: an index finds what is equal, not what is equally missing.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="+")
    account = models.CharField(max_length=2, choices=Account.choices)
    earmark = models.ForeignKey(Earmark, models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+")
    earmark_key = models.GeneratedField(
        expression=Coalesce("earmark_id", 0), output_field=models.BigIntegerField(), db_persist=True
    )
    lot_key = models.GeneratedField(
        expression=Coalesce("lot_id", 0), output_field=models.BigIntegerField(), db_persist=True
    )
    amount = models.BigIntegerField()
    quantity = models.IntegerField()

    class Meta:
        abstract = True


class Balance(BalanceKey):
    """How much stands there now, all days taken together; kept by the trigger, one row changed for each posting."""

    class Meta:
        verbose_name = _("số dư")
        constraints = [
            models.UniqueConstraint(fields=["fund", "account", "earmark_key", "lot_key"], name="balance_once"),
            models.CheckConstraint(name="balance_now_never_below_zero", condition=_RIGHT_SIDE),
        ]
        # What a page shows is what is still held; lots and earmarks that are used up stay behind as zeros.
        indexes = [models.Index(fields=["fund", "account"], name="balance_held", condition=~Q(amount=0))]
        triggers = [NO_TRUNCATE, KEPT_BY_POSTINGS]


class BalanceDay(BalanceKey):
    """The balance at the end of each day with a movement; kept by the trigger.

    Its checks are the guarantee of I5: no account on the wrong side of zero on any day, back-dated entries too.
    ``lowest`` and ``lowest_quantity`` are what the account came down to in the course of the day, entry after entry
    (in the account's own sign); there is no end of a day at which money that was not there could be borrowed back.
    """

    day = models.DateField()
    lowest = models.BigIntegerField(null=True)
    lowest_quantity = models.IntegerField(null=True)

    class Meta:
        verbose_name = _("số dư ngày")
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "account", "earmark_key", "lot_key", "day"], name="balance_day_once"
            ),
            models.CheckConstraint(
                name="balance_never_below_zero",
                condition=_RIGHT_SIDE
                & (Q(lowest__isnull=True) | Q(lowest__gte=0))
                & (Q(lowest_quantity__isnull=True) | Q(lowest_quantity__gte=0)),
            ),
        ]
        triggers = [NO_TRUNCATE, KEPT_BY_POSTINGS]


class PlaceDay(models.Model):
    """What lies at a cash box or bank account at the end of each day with a movement; kept by the trigger.

    Its check refuses an overdraft of one account that another account of the fund would cover.
    """

    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="days")
    day = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        verbose_name = _("số dư ngày của nơi giữ tiền")
        constraints = [
            models.UniqueConstraint(fields=["place", "day"], name="place_day_once"),
            models.CheckConstraint(name="place_never_below_zero", condition=Q(amount__gte=0)),
        ]
        triggers = [NO_TRUNCATE, KEPT_BY_POSTINGS]
