"""Bank statements: the lines a bank prints of an account, and what each line is in the fund's papers."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.fund import NO_TRUNCATE, FundPlace
from funds.models.transfer import Transfer
from funds.models.voucher import Voucher
from funds.querysets.bank import StatementLineQuerySet, StatementQuerySet
from lao_cai_support.web.codes import CodeField


class StatementLayout(models.Model):
    """Which column of a bank's file is what, remembered by account and by the words of the file's head."""

    place = models.ForeignKey(FundPlace, models.CASCADE, related_name="layouts")
    signature = models.CharField(max_length=64)
    columns = models.JSONField()

    class Meta:
        verbose_name = _("cách đọc sao kê")
        constraints = [models.UniqueConstraint(fields=["place", "signature"], name="statement_layout_once")]


class Statement(models.Model):
    """A file of a bank. It is kept as it came; ``columns`` is empty until it is known how to read it."""

    code = CodeField(unique=True)
    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="statements", verbose_name=_("tài khoản"))
    file_name = models.CharField(_("tệp"), max_length=120)
    stored = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    first_day = models.DateField(_("từ ngày"), null=True)
    last_day = models.DateField(_("đến ngày"), null=True)
    closing = models.BigIntegerField(_("số dư cuối"), null=True)
    lines_new = models.PositiveIntegerField(_("dòng mới"), default=0)
    lines_known = models.PositiveIntegerField(_("dòng đã có"), default=0)
    gaps = models.PositiveIntegerField(_("chỗ số dư không nối"), default=0)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    imported_on = models.DateField(_("ngày nhập"))

    objects: ClassVar = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("sao kê")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["place", "sha256"], name="statement_file_once")]
        triggers = [NO_TRUNCATE, pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.file_name


class StatementLine(models.Model):
    """One movement as the bank tells it: credit positive, debit negative, in đồng.

    ``digest`` and ``nth`` name the movement whatever file it came in, so that overlapping statements bring it once.
    A line is at most one receipt or payment and a paper at most one line (I10).
    """

    code = CodeField(unique=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    place = models.ForeignKey(FundPlace, models.PROTECT, related_name="bank_lines")
    day = models.DateField(_("ngày"))
    amount = models.BigIntegerField(_("số tiền"))
    text = models.CharField(_("nội dung"), max_length=500, blank=True)
    party = models.CharField(_("người chuyển, người nhận"), max_length=200, blank=True)
    reference = models.CharField(_("số tham chiếu"), max_length=60, blank=True)
    balance = models.BigIntegerField(_("số dư"), null=True)
    digest = models.CharField(max_length=64)
    nth = models.PositiveSmallIntegerField(default=1)
    voucher = models.OneToOneField(Voucher, models.PROTECT, null=True, related_name="bank_line")
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, related_name="bank_lines")
    note = models.CharField(_("giải thích"), max_length=300, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_on = models.DateField(_("ngày đối chiếu"), null=True)

    objects: ClassVar = StatementLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng sao kê")
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "digest", "nth"], name="statement_line_once"),
            models.UniqueConstraint(fields=["place", "transfer"], name="statement_line_one_transfer"),
            models.CheckConstraint(name="statement_line_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="statement_line_is_one_thing",
                condition=Q(voucher__isnull=True, transfer__isnull=True)
                | (Q(voucher__isnull=True, note="") | Q(transfer__isnull=True, note="")),
            ),
            models.CheckConstraint(
                name="statement_line_settled_by_somebody",
                condition=Q(voucher__isnull=True, transfer__isnull=True, note="")
                | Q(settled_by__isnull=False, settled_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "day"],
                name="statement_line_open",
                condition=Q(voucher__isnull=True, transfer__isnull=True, note=""),
            )
        ]
        triggers = [
            NO_TRUNCATE,
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="as_the_bank_told",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.day, OLD.amount, OLD.text, OLD.place_id, OLD.digest, OLD.nth) IS DISTINCT FROM "
                    "(NEW.day, NEW.amount, NEW.text, NEW.place_id, NEW.digest, NEW.nth))"
                ),
            ),
            pgtrigger.Trigger(
                name="paper_fits_line",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.voucher_id IS NOT NULL OR NEW.transfer_id IS NOT NULL"),
                func="""
                    IF NEW.voucher_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funds_voucher v WHERE v.id = NEW.voucher_id AND v.place_id = NEW.place_id
                           AND v.state <> 'cancelled' AND v.amount = abs(NEW.amount)
                           AND (NEW.amount > 0 AND v.kind IN ('PT', 'BC') OR NEW.amount < 0 AND v.kind = 'PC')) THEN
                        RAISE EXCEPTION 'the paper of a bank line has its account and its amount' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.transfer_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM funds_transfer t WHERE t.id = NEW.transfer_id AND t.amount = abs(NEW.amount)
                           AND (NEW.amount < 0 AND t.from_place_id = NEW.place_id OR NEW.amount > 0 AND t.to_place_id = NEW.place_id)) THEN
                        RAISE EXCEPTION 'the transfer of a bank line has its account and its amount' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.party or self.reference

    @property
    def settled(self) -> bool:
        return bool(self.voucher_id or self.transfer_id or self.note)
