"""Closing a fund: all it holds goes to its successor by decision, in mirrored entries of both books."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from funds.ledger.figures import place_balance
from funds.ledger.post import Line, post
from funds.models import (
    Balance,
    Distribution,
    Fund,
    FundPaper,
    FundPlace,
    FundSuccession,
    Lot,
    Reversal,
    StatementLine,
    Transfer,
    Voucher,
)
from funds.models.paper import PaperKind
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal


def what_is_open(fund: Fund) -> list[str]:
    """What must be finished before the fund can be closed, in plain words."""
    counted = (
        (_("chứng từ chưa ghi sổ"), Voucher.objects.filter(fund=fund, state__in=["draft", "approved"])),
        (
            _("đợt cấp phát chưa xong"),
            Distribution.objects.filter(fund=fund, state__in=["planned", "approved", "issued"]),
        ),
        (
            _("khoản điều chuyển chưa xác nhận"),
            Transfer.objects.filter(Q(sender=fund) | Q(receiver=fund), state=Transfer.State.SENT),
        ),
        (_("dòng sao kê chưa đối chiếu"), StatementLine.objects.filter(place__fund=fund).unmatched()),
        (_("đề nghị đảo bút toán chưa quyết định"), Reversal.objects.filter(entry__fund=fund, state="asked")),
        (_("dự toán ngân sách chưa quyết toán"), fund.estimates.filter(state__in=["appraised", "assigned"])),
    )
    return [f"{count} {what}" for what, rows in counted if (count := rows.count())]


@transaction.atomic
def close_fund(*, user: Any, fund: Fund, successor: Fund, paper: FundPaper) -> FundSuccession:
    """Close the fund today and hand over money by place and earmark, and goods by lot (quantity and value together).

    Raises Refusal while papers are open, or when the decision is not one of handing over, kept by somebody else.
    The old book and its reports stay readable; nothing can be posted into it after today.
    """
    require(user, "vouchers.approve", unit=fund.unit_id)
    day = today()
    both = (
        Fund.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(pk__in=(fund.pk, successor.pk))
    )
    held = {row.pk: row for row in both.order_by("pk")}
    if fund.pk == successor.pk:
        raise Refusal(_("Quỹ nhận phải là quỹ khác."), field="successor")
    old, new = held[fund.pk], held[successor.pk]
    if old.valid.upper is not None and old.valid.upper <= day:
        raise Refusal(_("Quỹ này đã đóng."))
    if day not in new.valid:
        raise Refusal(_("Quỹ nhận không hoạt động vào ngày này."), field="successor")
    if paper.fund_id != fund.pk or paper.kind != PaperKind.SUCCESSION:
        raise Refusal(_("Hãy chọn quyết định bàn giao của Quỹ này."), field="paper")
    if paper.kept_by_id == user.pk:
        raise Refusal(_("Người lưu quyết định không được tự bàn giao."), code="two_people")
    still = what_is_open(old)
    if still:
        raise Refusal(_("Còn %(what)s. Hãy xử lý xong rồi bàn giao.") % {"what": ", ".join(still)}, code="open")
    amount = _hand_over(old, new, paper, user, day)
    old.valid = DateRange(old.valid.lower, day + datetime.timedelta(days=1))
    old.save(update_fields=["valid"])
    row = FundSuccession.objects.create(fund=old, successor=new, paper=paper, amount=amount, done_by=user, done_on=day)
    record(user, "fund.succession", old, right="vouchers.approve", unit=old.unit_id, amount=amount)
    return row


def _hand_over(old: Fund, new: Fund, paper: FundPaper, user: Any, day: datetime.date) -> int:
    """The mirrored entries; gives the value that changed hands."""
    down = new.unit.path.startswith(f"{old.unit.path}.")
    going, coming = ("X01", "T10") if down else ("X02", "T11")
    places = {place.kind: place for place in FundPlace.objects.filter(fund=new).order_by("-pk")}
    store = places.get(FundPlace.Kind.STORE)
    rows = list(
        Balance.objects.filter(fund=old)
        .exclude(amount=0, quantity=0)
        .select_related("earmark", "lot__item", "lot__pledge")
    )
    share = -sum(row.amount for row in rows if row.account == "F4")
    out, back = [], []
    lie = {"A1": _lying(old, "cash"), "A2": _lying(old, "bank")}
    for row in rows:
        if row.account == "F4":
            continue  # a level of management costs is the old fund's own and ends with it: free money again
        amount = -row.amount
        if row.lot:
            lot = _inherited(row.lot, new, store, row.quantity, day, old)
            out.append(Line(row.account, amount, lot=row.lot, quantity=-row.quantity, earmark=row.earmark))
            back.append(Line(row.account, row.amount, lot=lot, quantity=row.quantity, earmark=row.earmark))
        elif row.account in lie:
            for place, part in _taken(lie[row.account], row.amount):
                out.append(Line(row.account, -part, earmark=row.earmark, place=place))
            into = places.get(FundPlace.Kind.CASH if row.account == "A1" else FundPlace.Kind.BANK)
            back.append(Line(row.account, row.amount, earmark=row.earmark, place=into))
        elif row.account.startswith("A"):
            out.append(Line(row.account, amount, earmark=row.earmark))
            back.append(Line(row.account, row.amount, earmark=row.earmark))
        else:
            amount += share if row.account == "F1" else 0
            out.append(Line(row.account, amount, earmark=row.earmark, expenditure=going))
            back.append(Line(row.account, -amount, earmark=row.earmark, income=coming))
    if share:
        lines = [Line("F4", share), Line("F1", -share)]
        post(
            fund=old,
            day=day,
            event="share_ended",
            text=paper.number,
            key=f"succession-{old.code}-share",
            lines=lines,
            user=user,
        )
        if not any(row.account == "F1" for row in rows):
            out.append(Line("F1", share, expenditure=going))
            back.append(Line("F1", -share, income=coming))
    if not out:
        return 0
    text = f"{paper.number}: {old.name} → {new.name}"
    post(fund=old, day=day, event="handed_over", text=text, key=f"succession-{old.code}-out", lines=out, user=user)
    post(fund=new, day=day, event="taken_over", text=text, key=f"succession-{old.code}-in", lines=back, user=user)
    return sum(line.amount for line in back if line.amount > 0)


def _lying(fund: Fund, kind: str) -> dict[FundPlace | None, int]:
    """How much lies at each place of the kind."""
    return {place: place_balance(place) for place in FundPlace.objects.filter(fund=fund, kind=kind).order_by("pk")}


def _taken(lying: dict[FundPlace | None, int], amount: int) -> list[tuple[FundPlace | None, int]]:
    """An amount out of the places, one after the other: accounts know no earmark, earmarks no account."""
    parts: list[tuple[FundPlace | None, int]] = []
    for place, held in lying.items():
        part = min(held, amount)
        if part > 0:
            lying[place] -= part
            amount -= part
            parts.append((place, part))
    return [*parts, (None, amount)] if amount else parts


def _inherited(lot: Lot, fund: Fund, store: FundPlace | None, quantity: int, day: datetime.date, old: Fund) -> Lot:
    """The same goods as a lot of the successor: giver, purpose, value and expiry stay."""
    if store is None:
        raise Refusal(_("Quỹ nhận chưa có kho. Hãy lập kho rồi bàn giao."), field="successor")
    return Lot.objects.create(
        fund=fund,
        store=store,
        item=lot.item,
        size=lot.size,
        donor=lot.donor,
        pledge=lot.pledge,
        earmark=lot.earmark,
        quantity=quantity,
        unit_value=lot.unit_value,
        declared_value=lot.declared_value,
        received_on=day,
        expires_on=lot.expires_on,
        evidence=f"Nhận bàn giao từ {old.name}"[:200],
    )
