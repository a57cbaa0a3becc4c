"""Taking in a bank's statement: the file is kept, its columns recognised or asked once, each movement written once."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from children.lists.reader import Sheet, read_sheets
from funds.bank.columns import ROLES, Head, find_head, usable
from funds.bank.reader import Reading, account_numbers, digests, read_moves
from funds.models import FundPlace, Statement, StatementLayout, StatementLine
from lao_cai_support.accounts.rights import require
from lao_cai_support.audit.services import record
from lao_cai_support.web.clock import today
from lao_cai_support.web.errors import Refusal
from lao_cai_support.web.files import plain_name, read_private, remove_private, store_private
from lao_cai_support.web.uploads import check_workbook

FOLDER = "statements"
MOST_TOLD = 5  # sentences about rows that cannot be read


@dataclass(frozen=True)
class Book:
    """The sheet of a file that holds the movements, and its head."""

    sheet: Sheet
    head: Head


def open_book(content: bytes, file_name: str) -> Book:
    """The sheet whose head names most columns. Raises Refusal when no sheet has one."""
    found = [Book(sheet, head) for sheet in read_sheets(content, file_name) if (head := find_head(sheet.rows))]
    if not found:
        raise Refusal(
            _(
                "Tệp không có dòng tiêu đề nào như của sao kê (ngày, ghi nợ, ghi có, nội dung). Hãy tải đúng tệp sao kê."
            ),
            field="file",
            code="no_head",
        )
    return max(found, key=lambda book: len(book.head.columns))


def take_statement(*, user: Any, place: FundPlace, upload: Any) -> Statement:
    """Keep a bank's file and write its movements, when its columns are known; otherwise they are asked for next.

    The same file is refused; a movement that another file brought already is recognised and not written again.
    Raises Refusal at the field; then nothing is kept.
    """
    require(user, "vouchers.draft", unit=place.fund.unit_id)
    if place.kind != FundPlace.Kind.BANK:
        raise Refusal(_("Sao kê chỉ thuộc tài khoản ngân hàng, kho bạc."), field="place")
    content = check_workbook(upload)
    name = plain_name(upload.name)
    book = open_book(content, name)
    stored = store_private(FOLDER, content, ending=name.rsplit(".", 1)[-1].lower())
    try:
        with transaction.atomic():
            FundPlace.objects.select_for_update(no_key=True).get(pk=place.pk)
            sha256 = hashlib.sha256(content).hexdigest()
            held = Statement.objects.filter(place=place, sha256=sha256).first()
            if held:
                sentence = _("Tệp này đã được nhập ngày %(day)s. Mỗi sao kê chỉ nhập một lần.")
                raise Refusal(sentence % {"day": f"{held.imported_on:%d/%m/%Y}"}, field="file", code="twice")
            _refuse_other_account(place, book)
            statement = Statement.objects.create(
                place=place,
                file_name=name[-120:],
                stored=stored,
                sha256=sha256,
                imported_by=user,
                imported_on=today(),
            )
            remembered = StatementLayout.objects.filter(place=place, signature=book.head.signature).first()
            columns = remembered.columns if remembered else book.head.columns
            if usable(columns):
                _write(user, statement, book, columns)
            record(user, "bank.import", place.fund, right="vouchers.draft", unit=place.fund.unit_id, file=name)
            return statement
    except BaseException:
        remove_private(stored)
        raise


def read_again(statement: Statement) -> Book:
    """The kept file, for telling its columns."""
    return open_book(read_private(statement.stored), statement.file_name)


@transaction.atomic
def set_columns(*, user: Any, statement: Statement, columns: dict[str, int]) -> Statement:
    """Say which column is what; remembered for the account's next files with the same head. Writes the movements."""
    row = (
        Statement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("place__fund")
        .get(pk=statement.pk)
    )
    require(user, "vouchers.draft", unit=row.place.fund.unit_id)
    FundPlace.objects.select_for_update(no_key=True).get(pk=row.place_id)
    if row.columns:
        raise Refusal(_("Sao kê này đã được đọc."), code="read")
    chosen = {role: column for role, column in columns.items() if role in ROLES}
    if len(set(chosen.values())) != len(chosen):
        raise Refusal(_("Mỗi cột chỉ được chọn cho một việc."), code="columns")
    if not usable(chosen):
        raise Refusal(_("Cần cột ngày, và cột số tiền hoặc cả hai cột ghi nợ, ghi có."), code="columns")
    book = read_again(row)
    StatementLayout.objects.update_or_create(
        place=row.place, signature=book.head.signature, defaults={"columns": chosen}
    )
    _write(user, row, book, chosen)
    record(
        user, "bank.columns", row.place.fund, right="vouchers.draft", unit=row.place.fund.unit_id, file=row.file_name
    )
    return row


def _refuse_other_account(place: FundPlace, book: Book) -> None:
    own = "".join(filter(str.isdigit, place.account_no)).strip("0")
    found = account_numbers(book.sheet.rows, book.head)
    if own and found and not any(own in number for number in found):
        sentence = _("Sao kê này là của tài khoản %(found)s, không phải %(own)s. Hãy chọn đúng tài khoản.")
        told = {"found": ", ".join(sorted(found)), "own": place.account_no}
        raise Refusal(sentence % told, field="place", code="account")


def _write(user: Any, statement: Statement, book: Book, columns: dict[str, int]) -> None:
    reading = read_moves(book.sheet, book.head, columns)
    _refuse_problems(reading)
    place = statement.place
    named = digests(reading.moves)
    known = set(
        StatementLine.objects.filter(place=place, digest__in={digest for digest, _nth in named}).values_list(
            "digest", "nth"
        )
    )
    new = [
        StatementLine(
            statement=statement,
            place=place,
            day=move.day,
            amount=move.amount,
            text=move.text,
            party=move.party,
            reference=move.reference,
            balance=move.balance,
            digest=digest,
            nth=nth,
        )
        for move, (digest, nth) in zip(reading.moves, named, strict=True)
        if (digest, nth) not in known
    ]
    try:
        with transaction.atomic():
            StatementLine.objects.bulk_create(new, batch_size=2000)
    except IntegrityError:
        raise Refusal(_("Một sao kê khác đang được nhập cùng lúc. Hãy thử lại."), field="file", code="race") from None
    days = [move.day for move in reading.moves]
    statement.columns = columns
    statement.first_day, statement.last_day = min(days), max(days)
    statement.closing, statement.gaps = reading.closing, reading.gaps
    statement.lines_new, statement.lines_known = len(new), len(reading.moves) - len(new)
    statement.save()


def _refuse_problems(reading: Reading) -> None:
    if reading.problems:
        told = reading.problems[:MOST_TOLD]
        more = len(reading.problems) - len(told)
        if more:
            told.append(_("Còn %(n)s dòng khác như vậy.") % {"n": more})
        raise Refusal(" ".join(told), field="file", code="rows")
    if not reading.moves:
        raise Refusal(_("Sao kê không có dòng giao dịch nào."), field="file", code="empty")
    if max(move.day for move in reading.moves) > today():
        raise Refusal(_("Sao kê có ngày sau hôm nay. Hãy kiểm tra cột ngày."), field="file", code="day")
