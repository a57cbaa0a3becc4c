"""The figures of a fund's year, all from the ledger and the signed sheets (domain/funds 2.4).

Whole đồng and pieces; nothing here names a child. The same database gives the same figures.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, Count, F, Q, Sum, TextField, Value
from django.utils.translation import gettext_lazy as _

from children.models import Child
from donors.models import Donor, Pledge
from funds.ledger.figures import management_base
from funds.models import Distribution, ExpenditureKind, Fund, IncomeSource, Posting, SheetLine, Transfer
from funds.models.kind import KIND_OF_AREA, KIND_OF_ITEM
from lao_cai_support.web.text import sort_key
from reports.yearly.suppression import suppressed, told

ANONYMOUS = "Nhà hảo tâm ẩn danh"
# Income that nobody gave: transfers between levels, interest and other income, money coming back.
NOT_GIVEN = ("T10", "T11", "T16", "T17", "T18")
_ASSETS = {"A1": "cash", "A2": "bank", "A3": "goods", "A4": "in_hand", "A5": "in_transit"}


def year_figures(fund: Fund, year: int) -> dict[str, Any]:
    """The frozen figures of ``fund`` for the calendar year; a fixed number of queries."""
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    opening = _balance(fund, Q(day__lt=first))
    closing = _balance(fund, Q(day__lte=last))
    income = _income(fund, year)
    support = _support(fund, year)
    kinds, kinds_safe = _kinds(fund, year, support)
    communes, communes_safe = _communes(fund, year, support)
    received = sum(row["total"] for row in income if row["code"] not in ("T10", "T11", "T18"))
    transfers_in = sum(row["total"] for row in income if row["code"] in ("T10", "T11"))
    spent = sum(row["amount"] for row in kinds if row["code"][0] in "CM")
    transfers_out = sum(row["amount"] for row in kinds if row["code"] in ("X01", "X02"))
    lost = sum(row["amount"] for row in kinds if row["code"] == "X05")
    total_in, total_out = sum(row["total"] for row in income), sum(row["amount"] for row in kinds)
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
        "children": _children(support, safe=kinds_safe and communes_safe),
        "communes": communes,
        "suppressed_rows": sum(1 for row in communes if row["hidden"]),
        "transfers": _transfers(fund, year),
        "decisions": _decisions(fund, year, support),
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
    postings = Posting.objects.filter(fund=fund, day__year=year, income__isnull=False).order_by()
    grouped = postings.values_list("income", "account").annotate(
        total=Sum("amount"), entries=Count("entry", distinct=True)
    )
    for code, account, total, entries in grouped:
        row = rows.setdefault(
            code, {"code": code, "name": names[code], "entries": 0, "givers": 0, "money": 0, "goods": 0, "total": 0}
        )
        row["goods" if account == "F3" else "money"] -= total
        row["total"] -= total
        row["entries"] += entries
    # A receipt without a donor's record is one giver who stays anonymous (I10).
    giving = postings.exclude(income__in=NOT_GIVEN).values_list("income")
    for code, known, unknown in giving.annotate(
        known=Count("entry__voucher__donor", distinct=True),
        unknown=Count("entry", distinct=True, filter=Q(entry__voucher__donor=None)),
    ):
        rows[code]["givers"] = known + unknown
    return [rows[code] for code in sorted(rows)]


def _support(fund: Fund, year: int) -> list[dict[str, Any]]:
    """What was signed for: one row for each time that a child or a group was helped, however many lots it took."""
    lines = (
        SheetLine.objects.filter(sheet__distribution__fund=fund, sheet__recorded_on__year=year, received__gt=0)
        .order_by("sheet__unit__path", "sheet", "allocation")
        .values(
            "sheet",
            "allocation",
            path=F("sheet__unit__path"),
            code=F("sheet__unit__code"),
            name=F("sheet__unit__name"),
            kind=F("sheet__unit__kind"),
            distribution=F("sheet__distribution"),
            child=F("allocation__need__child"),
            sex=F("allocation__need__child__sex"),
            heads=F("allocation__need__head_count"),
            item=F("allocation__need__item"),
            area=F("allocation__need__item__area"),
        )
        .annotate(pieces=Sum("issued"), worth=Sum("value"))
    )
    return [{**line, "expenditure": KIND_OF_ITEM.get(line["item"]) or KIND_OF_AREA[line["area"]]} for line in lines]


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Distinct children, and instances (lượt); a group counts with its head count in instances only."""
    return {
        "children": len({row["child"] for row in rows if row["child"]}),
        "instances": sum(1 if row["child"] else row["heads"] for row in rows),
    }


def _kinds(fund: Fund, year: int, support: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """By kind: amount, and whom it reached. Amounts are the fund's accounts and are never hidden, counts are."""
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
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in support:
        by_kind[row["expenditure"]].append(row)
    rows = []
    for code, amount, earmarked, goods in sorted(grouped):
        if amount:
            levels = [row["worth"] // row["pieces"] for row in by_kind[code]]
            rows.append(
                {
                    "code": code,
                    "name": names[code],
                    "amount": amount,
                    "earmarked": earmarked or 0,
                    "goods": goods or 0,
                    "level": [min(levels), max(levels)] if levels else [],
                    **_counts(by_kind[code]),
                }
            )
    return suppressed(rows, fields=("children", "instances", "level"))


def _children(support: list[dict[str, Any]], *, safe: bool) -> dict[str, int | None]:
    """The totals, as far as they may be told: a total that gives a hidden row back is hidden too."""
    counts = _counts(support)
    girls = len({row["child"] for row in support if row["sex"] == "female"})
    distinct = told(counts["children"]) if safe else None
    both = told(girls) is not None and told(counts["children"] - girls) is not None
    return {
        "distinct": distinct,
        "girls": girls if both and distinct is not None else None,
        "instances": told(counts["instances"]) if safe else None,
        "in_groups": told(sum(row["heads"] for row in support if not row["child"])) if distinct is not None else None,
    }


def _communes(fund: Fund, year: int, support: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """By commune: children, instances and amount; small counts hidden together with their amounts.

    With fixed levels of support an amount tells the count, so the two go together.
    """
    amounts = dict(
        Posting.objects.filter(fund=fund, day__year=year, commune__isnull=False, expenditure__code__startswith="C")
        .order_by()
        .values_list("commune__path")
        .annotate(total=Sum("amount"))
    )
    by_commune: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in support:
        by_commune[row["path"], row["code"], row["name"], row["kind"]].append(row)
    rows = [
        {
            "code": code,
            "name": f"{kind[:1].upper()}{kind[1:]} {name}",
            "amount": amounts.get(path, 0),
            **_counts(of_commune),
        }
        for (path, code, name, kind), of_commune in sorted(by_commune.items())
    ]
    return suppressed(rows, fields=("children", "instances", "amount"))


def _transfers(fund: Fund, year: int) -> list[dict[str, Any]]:
    """Money moved between levels, in the year in which the other side confirmed it, and what is on its way."""
    rows = (
        Transfer.objects.filter(Q(sender=fund) | Q(receiver=fund))
        .filter(Q(sent_on__year=year) | Q(received_on__year=year))
        .select_related("sender", "receiver")
        .order_by("sent_on", "pk")
    )
    return [
        {
            "way": "out" if row.sender_id == fund.pk else "in",
            "fund": row.receiver.name if row.sender_id == fund.pk else row.sender.name,
            "decision": row.decision_no,
            "sent": row.sent_on.isoformat(),
            "received": row.received_on.isoformat() if row.received_on and row.received_on.year == year else "",
            "amount": row.amount,
        }
        for row in rows
        if row.received_on is None or row.received_on.year == year or row.sender_id == fund.pk
    ]


def _decisions(fund: Fund, year: int, support: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions on which money and goods went out, with what they paid for (NĐ 93/2021 Art. 14)."""
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    paid = fund.vouchers.filter(kind="PC", state="posted", day__year=year, expenditure__isnull=False)
    for day, number, kind in paid.values_list("decision_on", "decision_no", "expenditure"):
        kinds[day.isoformat() if day else "", number].add(kind)
    handed = {row["distribution"] for row in support}
    papers = {row.pk: row for row in Distribution.objects.filter(pk__in=handed)}
    for row in support:
        paper = papers[row["distribution"]]
        kinds[paper.decision_on.isoformat(), paper.decision_no].add(row["expenditure"])
    return [{"day": day, "no": number, "kinds": sorted(of)} for (day, number), of in sorted(kinds.items())]


def _gifts(fund: Fund, year: int) -> list[dict[str, Any]]:
    """Every posted receipt of the year; a giver who did not agree to be named, at all or with this gift, stays
    anonymous, the amount never."""
    vouchers = (
        fund.vouchers.filter(kind__in=["PT", "BC", "NK"], state="posted", day__year=year)
        .exclude(income__in=NOT_GIVEN)
        .select_related("donor", "place", "pledge")
        .order_by("day", "kind", "number")
    )
    gifts = []
    for voucher in vouchers:
        quiet = voucher.pledge is not None and voucher.pledge.anonymous
        giver = voucher.donor if voucher.donor and voucher.donor.name_public and not quiet else None
        gifts.append(
            {
                "name": giver.name if giver else ANONYMOUS,
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
    left = [pledge.value - (pledge.got or 0) for pledge in open_pledges.annotate(got=got)]
    return {"pledges": sum(1 for value in left if value > 0), "value": sum(value for value in left if value > 0)}


def _earmarks(fund: Fund, year: int) -> list[dict[str, Any]]:
    sums: dict[str, dict[str, Any]] = {}
    rows = (
        Posting.objects.filter(fund=fund, account="F2", day__year__lte=year)
        .order_by()
        .values_list("earmark__code", "earmark__purpose", "earmark__use_until", "day__year", "income", "expenditure")
        .annotate(total=Sum("amount"))
    )
    for code, purpose, until, of, income, spent, total in rows:
        row = sums.setdefault(
            code,
            {
                "code": code,
                "purpose": purpose or "có chỉ định",
                "giver": ANONYMOUS,
                "until": until.isoformat() if until else "",
                "open": 0,
                "in": 0,
                "used": 0,
                "close": 0,
            },
        )
        row["close"] -= total
        if of < year:
            row["open"] -= total
        elif income or (spent == "X04" and total < 0):  # given, or given another purpose by its donor
            row["in"] -= total
        else:
            row["used"] += total
    moved = [row for row in sums.values() if any(row[part] for part in ("open", "in", "used", "close"))]
    _name_givers(moved)
    _unname_children(moved)
    return sorted(moved, key=lambda row: (sort_key(row["purpose"]), sort_key(row["giver"]), row["code"]))


def _name_givers(rows: list[dict[str, Any]]) -> None:
    """Who set the earmark, as far as the giver agreed to be named."""
    by_code = {row["code"]: row for row in rows}
    named = Donor.objects.filter(
        pledges__earmark__code__in=by_code, pledges__anonymous=False, name_public=True
    ).order_by("name")
    givers: dict[str, set[str]] = defaultdict(set)
    for code, name in named.values_list("pledges__earmark__code", "name"):
        givers[code].add(name)
    for code, names in givers.items():
        by_code[code]["giver"] = "; ".join(sorted(names, key=sort_key))


def _unname_children(rows: list[dict[str, Any]]) -> None:
    """A purpose is typed freely and may name a child of the register; such a purpose is told in general words (I24)."""
    text = Value("\n".join(row["purpose"] for row in rows), output_field=TextField())
    names = list(Child.objects.annotate(text=text).filter(text__icontains=F("full_name")).values_list("full_name"))
    for row in rows:
        if any(name.lower() in row["purpose"].lower() for (name,) in names):
            row["purpose"] = "hỗ trợ một trẻ em"


def _goods(fund: Fund, year: int) -> list[dict[str, Any]]:
    """By item: opening, in, handed out, written off, closing, in pieces and in đồng; what is in hand counts as held."""
    rows: dict[str, dict[str, Any]] = {}
    missing = SheetLine.objects.filter(sheet__distribution__fund=fund, sheet__recorded_on__year=year, missing__gt=0)
    lost = {
        item: (pieces, worth)
        for item, pieces, worth in missing.order_by()
        .values_list("lot__item")
        .annotate(pieces=Sum("missing"), worth=Sum(F("missing") * F("lot__unit_value"), output_field=BigIntegerField()))
    }
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
    for item, name, unit, of, into, into_value, net, net_value in postings:
        row = rows.setdefault(
            item,
            {
                "code": item,
                "name": name,
                "unit": unit,
                **dict.fromkeys(
                    [f"{part}{what}" for part in ("open", "in", "out", "lost", "close") for what in ("", "_value")], 0
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
    for item, (pieces, value) in lost.items():
        row = rows[item]
        row["lost"], row["lost_value"] = pieces, value
        row["out"] -= pieces
        row["out_value"] -= value
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
LEDGER_PARTS = {
    "opening": _("dư đầu năm"),
    "closing": _("dư cuối năm"),
    "income": _("khoản thu"),
    "received": _("tổng đã nhận"),
    "transfers_in": _("tổng điều chuyển đến"),
    "total_in": _("tổng thu"),
    "kinds": _("khoản chi"),
    "spent": _("tổng đã chi"),
    "transfers_out": _("tổng điều chuyển đi"),
    "lost": _("hao hụt"),
    "total_out": _("tổng giảm"),
    "children": _("số trẻ em"),
    "communes": _("số theo xã"),
    "transfers": _("các khoản điều chuyển"),
    "decisions": _("các quyết định"),
    "earmarks": _("khoản có địa chỉ"),
    "goods": _("hiện vật"),
    "management": _("chi quản lý"),
}


def differing(frozen: dict[str, Any], fresh: dict[str, Any]) -> list[str]:
    """The parts in which frozen figures differ from the ledger's of today."""
    return [part for part in LEDGER_PARTS if frozen.get(part) != fresh[part]]
