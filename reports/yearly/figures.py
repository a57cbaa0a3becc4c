"""The figures of a fund's year, all from the ledger and the signed sheets (domain/funds 2.4).

Whole đồng and pieces; nothing here names a child. The same database gives the same figures.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import Count, Q, Sum

from donors.models import Pledge
from funds.ledger.figures import management_base
from funds.models import ExpenditureKind, Fund, IncomeSource, Posting, SheetLine
from reports.yearly.suppression import suppressed

_ASSETS = {"A1": "cash", "A2": "bank", "A3": "goods", "A4": "in_hand", "A5": "in_transit"}


def year_figures(fund: Fund, year: int) -> dict[str, Any]:
    """The frozen figures of ``fund`` for the calendar year; a fixed number of queries."""
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    opening = _balance(fund, Q(day__lt=first))
    closing = _balance(fund, Q(day__lte=last))
    income = _income(fund, year)
    kinds = _kinds(fund, year)
    received = sum(row["total"] for row in income if row["code"] not in ("T10", "T11", "T18"))
    transfers_in = sum(row["total"] for row in income if row["code"] in ("T10", "T11"))
    spent = sum(row["amount"] for row in kinds if row["code"][0] in "CM")
    transfers_out = sum(row["amount"] for row in kinds if row["code"] in ("X01", "X02"))
    lost = sum(row["amount"] for row in kinds if row["code"] == "X05")
    total_in, total_out = sum(row["total"] for row in income), sum(row["amount"] for row in kinds)
    communes = _communes(fund, year)
    return {
        "fund": {
            "name": fund.name,
            "code": fund.short_code,
            "unit": fund.unit.title,
            "unit_code": fund.unit.code,
            "level": fund.unit.level,
            "manager": fund.manager,
            "period": [first.isoformat(), last.isoformat()],
        },
        "opening": opening,
        "closing": closing,
        "income": income,
        "received": received,
        "transfers_in": transfers_in,
        "total_in": total_in,
        "kinds": kinds,
        "spent": spent,
        "transfers_out": transfers_out,
        "lost": lost,
        "total_out": total_out,
        "children": _children(fund, year),
        "communes": communes,
        "suppressed_rows": sum(1 for row in communes if row["hidden"]),
        "gifts": _gifts(fund, year),
        "memo": _memo(fund, last),
        "earmarks": _earmarks(fund, year),
        "goods": _goods(fund, year),
        "management": _management(fund, year, kinds),
        "no_movement": not (total_in or total_out),
    }


def _balance(fund: Fund, when: Q) -> dict[str, int]:
    rows = Posting.objects.filter(when, fund=fund).order_by().values_list("account").annotate(total=Sum("amount"))
    found = dict(rows)
    told = {name: found.get(account, 0) for account, name in _ASSETS.items()}
    told["total"] = sum(told.values())
    told["free"] = -found.get("F1", 0)
    told["earmarked"] = -found.get("F2", 0)
    told["in_kind"] = -found.get("F3", 0)
    told["management"] = -found.get("F4", 0)
    return told


def _income(fund: Fund, year: int) -> list[dict[str, Any]]:
    names = dict(IncomeSource.objects.values_list("code", "name_vi"))
    rows: dict[str, dict[str, Any]] = {}
    postings = Posting.objects.filter(fund=fund, day__year=year, income__isnull=False)
    grouped = (
        postings.order_by()
        .values_list("income", "account")
        .annotate(
            total=Sum("amount"), entries=Count("entry", distinct=True), givers=Count("pledge__donor", distinct=True)
        )
    )
    for code, account, total, entries, givers in grouped:
        row = rows.setdefault(
            code, {"code": code, "name": names[code], "entries": 0, "givers": 0, "money": 0, "goods": 0, "total": 0}
        )
        row["goods" if account == "F3" else "money"] -= total
        row["total"] -= total
        row["entries"] += entries
        row["givers"] = max(row["givers"], givers)
    return [rows[code] for code in sorted(rows)]


def _kinds(fund: Fund, year: int) -> list[dict[str, Any]]:
    names = dict(ExpenditureKind.objects.values_list("code", "name_vi"))
    postings = Posting.objects.filter(fund=fund, day__year=year, expenditure__isnull=False)
    grouped = (
        postings.order_by()
        .values_list("expenditure")
        .annotate(
            total=Sum("amount"),
            earmarked=Sum("amount", filter=Q(account="F2")),
            goods=Sum("amount", filter=Q(account="F3")),
        )
    )
    rows = [
        {"code": code, "name": names[code], "amount": amount, "earmarked": earmarked or 0, "goods": goods or 0}
        for code, amount, earmarked, goods in grouped
        if amount
    ]
    return sorted(rows, key=lambda row: row["code"])


def _lines(fund: Fund, year: int) -> Any:
    return SheetLine.objects.filter(sheet__distribution__fund=fund, sheet__recorded_on__year=year, received__gt=0)


def _children(fund: Fund, year: int) -> dict[str, int]:
    """Distinct children, and instances (lượt); a group counts with its head count in instances only."""
    lines = _lines(fund, year)
    alone = lines.filter(allocation__need__child__isnull=False)
    told = alone.aggregate(
        distinct=Count("allocation__need__child", distinct=True),
        girls=Count("allocation__need__child", distinct=True, filter=Q(allocation__need__child__sex="female")),
        instances=Count("pk"),
    )
    groups = lines.filter(allocation__need__child__isnull=True).aggregate(heads=Sum("allocation__need__head_count"))
    return {
        "distinct": told["distinct"],
        "girls": told["girls"],
        "instances": told["instances"] + (groups["heads"] or 0),
        "in_groups": groups["heads"] or 0,
    }


def _communes(fund: Fund, year: int) -> list[dict[str, Any]]:
    """By commune: children, instances and amount; small counts hidden together with their amounts."""
    lines = _lines(fund, year)
    counts = (
        lines.order_by()
        .values_list("sheet__unit__path", "sheet__unit__code", "sheet__unit__name", "sheet__unit__kind")
        .annotate(children=Count("allocation__need__child", distinct=True), instances=Count("pk"))
    )
    amounts = dict(
        Posting.objects.filter(fund=fund, day__year=year, commune__isnull=False, expenditure__code__startswith="C")
        .order_by()
        .values_list("commune__path")
        .annotate(total=Sum("amount"))
    )
    rows = [
        {
            "code": code,
            "name": f"{kind[:1].upper()}{kind[1:]} {name}",
            "children": children,
            "instances": instances,
            "amount": amounts.get(path, 0),
        }
        for path, code, name, kind, children, instances in sorted(counts)
    ]
    return suppressed(rows)


def _gifts(fund: Fund, year: int) -> list[dict[str, Any]]:
    """Every posted receipt of the year; a giver who did not agree to be named stays anonymous, the amount never."""
    vouchers = (
        fund.vouchers.filter(kind__in=["PT", "NK"], state="posted", day__year=year)
        .exclude(income__in=["T10", "T11", "T16", "T18"])
        .select_related("donor", "place")
        .order_by("day", "kind", "number")
    )
    gifts = []
    for voucher in vouchers:
        giver = voucher.donor if voucher.donor and voucher.donor.name_public else None
        gifts.append(
            {
                "name": giver.name if giver else "Nhà hảo tâm ẩn danh",
                "named": giver is not None,
                "person": bool(voucher.donor is None or voucher.donor.kind == "person"),
                "date": voucher.day.isoformat(),
                "voucher": f"{voucher.kind}-{fund.short_code}-{voucher.year}-{voucher.number:06d}",
                "form": "HV" if voucher.kind == "NK" else "TM" if voucher.place.kind == "cash" else "CK",
                "earmarked": voucher.earmark_id is not None,
                "amount": voucher.amount,
            }
        )
    return gifts


def _memo(fund: Fund, last: datetime.date) -> dict[str, int]:
    """Promises not yet received stand apart and are never in totals (I15)."""
    if fund.unit.level != "province":
        return {"pledges": 0, "value": 0}
    open_pledges = Pledge.objects.filter(unit=fund.unit, route="fund", state="accepted", accepted_on__lte=last)
    got = Sum("vouchers__amount", filter=Q(vouchers__state="posted", vouchers__day__lte=last))
    value = sum(pledge.value - (pledge.got or 0) for pledge in open_pledges.annotate(got=got))
    return {"pledges": open_pledges.count(), "value": max(value, 0)}


def _earmarks(fund: Fund, year: int) -> list[dict[str, Any]]:
    sums: dict[str, dict[str, Any]] = {}
    rows = (
        Posting.objects.filter(fund=fund, account="F2", day__year__lte=year)
        .order_by()
        .values_list("earmark__code", "earmark__purpose", "day__year", "income", "expenditure")
        .annotate(total=Sum("amount"))
    )
    for code, purpose, of, income, _expenditure, total in rows:
        row = sums.setdefault(
            code, {"code": code, "purpose": purpose or "có chỉ định", "open": 0, "in": 0, "used": 0, "close": 0}
        )
        row["close"] -= total
        if of < year:
            row["open"] -= total
        elif income:
            row["in"] -= total
        else:
            row["used"] += total
    return [sums[code] for code in sorted(sums) if any(sums[code][k] for k in ("open", "in", "used", "close"))]


def _goods(fund: Fund, year: int) -> list[dict[str, Any]]:
    """By item: opening, in, out, closing in pieces and in đồng, of store and goods in hand together."""
    rows: dict[str, dict[str, Any]] = {}
    postings = (
        Posting.objects.filter(fund=fund, lot__isnull=False, day__year__lte=year)
        .order_by()
        .values_list("lot__item", "lot__item__name_vi", "lot__item__unit_vi", "day__year")
        .annotate(
            into=Sum("quantity", filter=Q(account="A3", quantity__gt=0, entry__event="goods_in")),
            into_value=Sum("amount", filter=Q(account="A3", quantity__gt=0, entry__event="goods_in")),
            net=Sum("quantity"),
            net_value=Sum("amount"),
        )
    )
    blank: dict[str, int] = defaultdict(int)
    for item, name, unit, of, into, into_value, net, net_value in postings:
        row = rows.setdefault(
            item,
            {
                "code": item,
                "name": name,
                "unit": unit,
                **dict.fromkeys(
                    ("open", "in", "out", "close", "open_value", "in_value", "out_value", "close_value"), blank["x"]
                ),
            },
        )
        row["close"] += net
        row["close_value"] += net_value
        if of < year:
            row["open"] += net
            row["open_value"] += net_value
        else:
            row["in"] += into or 0
            row["in_value"] += into_value or 0
            row["out"] += (into or 0) - net
            row["out_value"] += (into_value or 0) - net_value
    return [rows[item] for item in sorted(rows) if rows[item]["open"] or rows[item]["in"] or rows[item]["out"]]


def _management(fund: Fund, year: int, kinds: list[dict[str, Any]]) -> dict[str, Any]:
    base = management_base(fund, year)
    share = fund.shares.filter(year=year).first()
    return {
        "base": base,
        "ceiling": base // 10,
        "decided": share.amount if share else 0,
        "decision": share.decision_no if share else "",
        "spent": sum(row["amount"] for row in kinds if row["code"].startswith("M")),
    }


def balanced(figures: dict[str, Any]) -> bool:
    """Opening + in − out = closing: what an auditor adds up first (I2)."""
    return figures["opening"]["total"] + figures["total_in"] - figures["total_out"] == figures["closing"]["total"]


# What a later look at the ledger must give again; promises and a giver's wish to be named may change afterwards.
LEDGER_PARTS = (
    "opening",
    "closing",
    "income",
    "received",
    "transfers_in",
    "total_in",
    "kinds",
    "spent",
    "transfers_out",
    "lost",
    "total_out",
    "children",
    "communes",
    "earmarks",
    "goods",
    "management",
)


def differing(frozen: dict[str, Any], fresh: dict[str, Any]) -> list[str]:
    """The parts in which frozen figures differ from the ledger's of today."""
    return [part for part in LEDGER_PARTS if frozen[part] != fresh[part]]
