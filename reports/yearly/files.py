"""The files of a report: CSV, JSON and PDF from the frozen figures; the same figures give the same bytes."""

import csv
import hashlib
import io
import json
from typing import Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from funds.ledger.figures import BUDGET
from funds.models import Fund
from lao_cai_support.web.charts import Chart, Flow, flow_chart
from lao_cai_support.web.export import neutral
from lao_cai_support.web.pdf import band_picture, print_template
from lao_cai_support.web.text import name_key, sort_key
from reports.models import YearReport


def canonical(figures: dict[str, Any]) -> bytes:
    """The figures as bytes whose SHA-256 is printed and checked."""
    return (json.dumps(figures, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def figures_hash(figures: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(figures)).hexdigest()


def report_csv(report: YearReport) -> bytes:
    """One flat table: part, code, name, measure, value; đồng and pieces as whole numbers."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["phan", "ma", "ten", "chi_tieu", "gia_tri"])
    figures = report.figures
    for part in ("opening", "closing", "children", "management", "memo"):
        for name, value in sorted(figures[part].items()):
            writer.writerow([part, "", "", name, _cell(value)])
    for name in ("received", "transfers_in", "total_in", "spent", "transfers_out", "lost", "total_out"):
        writer.writerow(["totals", "", "", name, figures[name]])
    for part in ("income", "kinds", "communes", "earmarks", "goods"):
        for row in figures[part]:
            label = row.get("name") or row.get("purpose", "")
            for name, value in sorted(row.items()):
                if name not in ("code", "name", "purpose"):
                    writer.writerow([part, row["code"], neutral(label), name, _cell(value)])
    for row in figures["transfers"]:
        writer.writerow(["transfers", row["sent"], neutral(row["fund"]), row["way"], row["amount"]])
    for row in figures["decisions"]:
        for kind in row["kinds"]:
            writer.writerow(["decisions", kind, neutral(row["no"]), "day", row["day"]])
    for row in figures["gifts"]:
        writer.writerow(["gifts", row["voucher"], neutral(row["name"]), row["form"], row["amount"]])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    """A value as the data file writes it: hidden is empty, from–to is one cell."""
    if isinstance(value, list):
        return "-".join(str(one) for one in value)
    return "" if value is None else neutral(value)


def public_address(fund: Fund, year: int) -> str:
    """Where the fund's report of the year stands on the public site."""
    return f"{settings.SITE_URL}/cong-khai/{year}/{fund.unit.code}/"


def report_pdf(report: YearReport) -> bytes:
    """The printed report, tagged; its QR picture leads to the public page.

    Everything on it is frozen with the report, so the same report gives the same bytes on every machine.
    """
    figures = report.figures
    address = figures["report"]["address"]
    data = report_csv(report)
    with translation.override("vi"):
        context = {
            "report": report,
            "f": figures,
            "address": address,
            "band": band_picture(),
            "qr": segno.make(address, error="m").svg_data_uri(scale=3),
            "csv_sha256": hashlib.sha256(data).hexdigest(),
            "csv_bytes": len(data),
            "flow": flow(figures),
            "givers": givers(figures),
            "budget": any(row["code"] in BUDGET for row in figures["income"]),
            "earmarked": {
                part: sum(row[part] for row in figures["earmarks"]) for part in ("open", "in", "used", "close")
            },
            "bases": [row for row in figures["decisions"] if row["no"]],
        }
    return print_template(
        "reports/print/report.html", context, title=f"Báo cáo công khai {report.fund.name} năm {report.year}"
    )


_ORIGINS: list[tuple[tuple[str, ...], str, str]] = [
    (("T01",), gettext_noop("Tổ chức trong nước"), "f1"),
    (("T02",), gettext_noop("Cá nhân, hộ gia đình"), "f1"),
    (("T03", "T04", "T05"), gettext_noop("Hiện vật trong nước"), "f1"),
    (("T06",), gettext_noop("Có địa chỉ"), "fa"),
    (("T07", "T08"), gettext_noop("Tài trợ nước ngoài"), "f1"),
    (("T09",), gettext_noop("Quỹ Bảo trợ trẻ em Việt Nam"), "f1"),
    (("T10", "T11"), gettext_noop("Quỹ cấp khác chuyển đến"), "f1"),
    (("T16", "T17"), gettext_noop("Lãi, thu khác"), "f1"),
]
_USES: list[tuple[tuple[str, ...], str, str]] = [
    (("C01", "C02"), gettext_noop("Y tế"), "f1"),
    (("C03", "C04"), gettext_noop("Dinh dưỡng"), "f1"),
    (("C05", "C06"), gettext_noop("Vui chơi, giải trí"), "f1"),
    (("C07",), gettext_noop("Đồ ấm"), "f1"),
    (("C08", "C09", "C10"), gettext_noop("Học tập"), "f1"),
    (("C11",), gettext_noop("Đỡ đầu"), "f1"),
    (("C12",), gettext_noop("Khẩn cấp"), "f1"),
    (("C13", "C14"), gettext_noop("Quà lễ, Tết"), "f1"),
    (("M01", "M02", "M03", "M04", "M05", "M06"), gettext_noop("Chi quản lý quỹ"), "f1"),
    (("X01", "X02"), gettext_noop("Chuyển cho quỹ cấp khác"), "f1"),
    (("X03", "X04", "X05"), gettext_noop("Hoàn trả, hao hụt"), "f1"),
]


def flow(figures: dict[str, Any]) -> Chart | None:
    """The flow of the year from sources to uses; nothing when a correction turned a line negative."""
    sources = [Flow(_("Dư đầu năm"), figures["opening"]["total"], "f1")]
    sources += _grouped(figures["income"], "total", _ORIGINS, _("Khoản thu khác"))
    uses = _grouped(figures["kinds"], "amount", _USES, _("Hỗ trợ khác"))
    uses.append(Flow(_("Còn lại cuối năm"), figures["closing"]["total"], "f3"))
    if any(one.amount < 0 for one in (*sources, *uses)):
        return None
    return flow_chart(_("Từ nguồn thu đến nội dung chi"), sources, uses, middle=_("Quỹ trong năm"))


def _grouped(
    rows: list[dict[str, Any]], measure: str, groups: list[tuple[tuple[str, ...], str, str]], rest: str
) -> list[Flow]:
    left = {row["code"]: row[measure] for row in rows}
    made = [Flow(_(label), sum(left.pop(code, 0) for code in codes), tone) for codes, label, tone in groups]
    return [*made, Flow(rest, sum(left.values()), "f1")]


def givers(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """The gifts as they are printed: organisations by name, persons by given name, the unnamed last by day."""
    parts: list[tuple[str, Any, Any]] = [
        ("Tổ chức", lambda row: row["named"] and not row["person"], lambda row: sort_key(row["name"])),
        ("Cá nhân, hộ gia đình", lambda row: row["named"] and row["person"], lambda row: name_key(row["name"])),
        ("Người góp không nêu tên", lambda row: not row["named"], lambda row: ""),
    ]
    told = []
    for name, belongs, key in parts:
        rows = [row for row in figures["gifts"] if belongs(row)]
        rows.sort(key=lambda row: (key(row), row["date"], row["voucher"]))
        if rows:
            told.append({"name": name, "rows": rows, "total": sum(row["amount"] for row in rows)})
    return told


def bars(figures: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Shares of the two equal bars: what there was, and where it went (per mille)."""
    had = [(_("Dư đầu năm"), figures["opening"]["total"])] + [(row["name"], row["total"]) for row in figures["income"]]
    went = [(row["name"], row["amount"]) for row in figures["kinds"]] + [
        (_("Còn lại cuối năm"), figures["closing"]["total"])
    ]
    return {"had": _shares(had), "went": _shares(went)}


def _shares(parts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    whole = sum(value for _name, value in parts) or 1
    rows, x = [], 0
    for index, (name, value) in enumerate(parts):
        width = value * 1000 // whole
        rows.append({"name": name, "value": value, "x": x, "width": width, "shade": index % 5 + 1})
        x += width
    return rows
