"""Statements as banks in Việt Nam export them, for uploading."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

SIGNED_HEAD = ["Ngày GD", "Số tiền", "Nội dung", "Mã giao dịch", "Số dư"]


def sheet(rows: Sequence[Sequence[Any]], name: str = "sao_ke.xlsx") -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def text(
    rows: Sequence[Sequence[Any]], name: str = "sao_ke.csv", delimiter: str = ",", encoding: str = "utf-8-sig"
) -> Any:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return SimpleUploadedFile(name, out.getvalue().encode(encoding))


def signed(*moves: tuple[str, Any, str, str], name: str = "sao_ke.csv", opening: int = 0) -> Any:
    """A CSV of (day, amount with its sign, words, reference); balances follow from ``opening``."""
    rows: list[list[Any]] = [SIGNED_HEAD]
    held = opening
    for day, amount, words, reference in moves:
        held += amount
        rows.append([day, f"{amount:+,}", words, reference, f"{held:,}"])
    return text(rows, name)


# What the banks' own files look like; each tells the same two movements.
BILINGUAL = [
    ["NGÂN HÀNG TMCP THỬ NGHIỆM"],
    ["SAO KÊ TÀI KHOẢN / ACCOUNT STATEMENT"],
    ["Số tài khoản/ Account No:", "1017 0000 2468", None, "Loại tiền: VND"],
    [],
    ["STT", "Ngày giao dịch/ Transaction Date", "Số tham chiếu/ Reference", "Số tiền ghi nợ/ Debit", "Số tiền ghi có/ Credit", "Số dư/ Balance", "Nội dung chi tiết/ Transactions in detail"],
    [None, None, None, None, "Số dư đầu kỳ", "1.000.000", None],
    [1, "05/11/2024 08:15:01", "5078 - 11", None, "2.000.000", "3.000.000", "NGUYEN THI UOC ung ho quy"],
    [2, "06/11/2024", "5078 - 12", "500.000", None, "2.500.000", "Phi quan ly tai khoan"],
    ["Tổng cộng", None, None, "500.000", "2.000.000", None, None],
    ["Ngân hàng ký tên, đóng dấu"],
]  # fmt: skip
TWO_ROWS = [
    ["Tài khoản: 101700002468"],
    ["Ngày hạch toán", "Số chứng từ", "Diễn giải", "Số phát sinh", None, "Số dư"],
    [None, None, None, "Nợ", "Có", None],
    ["05.11.24", "CT01", "NGUYEN THI UOC ung ho quy", None, 2000000, 3000000],
    ["06.11.24", "CT02", "Phi quan ly tai khoan", 500000, None, 2500000],
]
MARKED = [
    ["Ngày", "Loại", "Số tiền", "Mô tả", "Tên người chuyển"],
    ["2024-11-05", "C", "2,000,000.00", "ung ho quy", "NGUYEN THI UOC"],
    ["2024-11-06", "D", "500,000.00", "Phi quan ly tai khoan", ""],
]
