"""Who stands behind a payment of money to people that is no distribution: the list they sign (I8, TT 87/2008's duty to
keep the names and addresses of who was helped)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from children.models import Child
from funds.models.voucher import Voucher
from lao_cai_support.web.money import VndField


class Payee(models.Model):
    """One child of a payment's list, with who signs for it; ``amount`` in đồng."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="payees")
    child = models.ForeignKey(Child, models.PROTECT, related_name="payments")
    amount = VndField(_("số tiền"))

    class Meta:
        verbose_name = _("người nhận tiền")
        ordering = ["voucher", "pk"]
        constraints = [
            models.CheckConstraint(name="payee_positive", condition=Q(amount__gt=0)),
            models.UniqueConstraint(fields=["voucher", "child"], name="payee_once"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="once_per_campaign_and_final",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("v", "record")],
                func="""
                    SELECT * INTO v FROM funds_voucher WHERE id = COALESCE(NEW.voucher_id, OLD.voucher_id);
                    IF TG_OP = 'UPDATE' OR v.state <> 'draft' OR NOT v.by_list THEN
                        RAISE EXCEPTION 'the list of a payment is written while it is a draft' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN
                        RETURN OLD;
                    END IF;
                    IF v.campaign_id IS NOT NULL THEN
                        PERFORM pg_advisory_xact_lock(7404, v.campaign_id::int);
                        IF EXISTS (SELECT 1 FROM funds_payee p JOIN funds_voucher o ON o.id = p.voucher_id
                                   WHERE p.child_id = NEW.child_id AND o.id <> v.id AND o.state <> 'cancelled'
                                     AND o.campaign_id = v.campaign_id AND o.expenditure_id = v.expenditure_id
                                     AND NOT EXISTS (SELECT 1 FROM funds_journalentry j JOIN funds_journalentry r ON r.reverses_id = j.id
                                                     WHERE j.voucher_id = o.id)) THEN
                            RAISE EXCEPTION 'one payment per child, kind and campaign' USING ERRCODE = 'check_violation';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
