"""The files of a report: CSV, JSON and PDF from the frozen figures; the same figures give the same bytes."""

import csv
import hashlib
import io
import json
from typing import Any

import segno
from django.conf import settings

from lao_cai_support.web.export import neutral
from lao_cai_support.web.pdf import print_template
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
            writer.writerow([part, "", "", name, neutral(value) if isinstance(value, str) else value])
    for name in ("received", "transfers_in", "total_in", "spent", "transfers_out", "lost", "total_out"):
        writer.writerow(["totals", "", "", name, figures[name]])
    for part in ("income", "kinds", "communes", "earmarks", "goods"):
        for row in figures[part]:
            label = row.get("name") or row.get("purpose", "")
            for name, value in sorted(row.items()):
                if name not in ("code", "name", "purpose"):
                    writer.writerow([part, row["code"], neutral(label), name, "" if value is None else value])
    for row in figures["gifts"]:
        writer.writerow(["gifts", row["voucher"], neutral(row["name"]), row["form"], row["amount"]])
    return out.getvalue().encode()


def address(report: YearReport) -> str:
    """Where the report stands on the public site."""
    return f"{settings.SITE_URL}/cong-khai/{report.year}/{report.fund.unit.code}/"


def report_pdf(report: YearReport) -> bytes:
    """The printed report, tagged; its QR picture leads to the public page."""
    figures = report.figures
    context = {
        "report": report,
        "f": figures,
        "address": address(report),
        "qr": segno.make(address(report), error="m").svg_data_uri(scale=3),
        "csv_sha256": hashlib.sha256(report_csv(report)).hexdigest(),
        "bars": bars(figures),
    }
    return print_template(
        "reports/print/report.html", context, title=f"Báo cáo công khai {report.fund.name} năm {report.year}"
    )


def bars(figures: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Shares of the two equal bars: what there was, and where it went (per mille)."""
    had = [("Dư đầu năm", figures["opening"]["total"])] + [(row["name"], row["total"]) for row in figures["income"]]
    went = [(row["name"], row["amount"]) for row in figures["kinds"]] + [
        ("Còn lại cuối năm", figures["closing"]["total"])
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
