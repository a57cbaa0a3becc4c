"""Funds, their ledger, papers, goods and deliveries: the nouns."""

from .distribution import Distribution, Sheet, SheetLine
from .fund import Closing, Fund, FundPlace, ManagementShare
from .kind import ExpenditureKind, IncomeSource
from .ledger import BalanceDay, JournalEntry, Posting
from .lot import Lot
from .transfer import Transfer
from .voucher import Voucher, VoucherLine

__all__ = [
    "BalanceDay",
    "Closing",
    "Distribution",
    "ExpenditureKind",
    "Fund",
    "FundPlace",
    "IncomeSource",
    "JournalEntry",
    "Lot",
    "ManagementShare",
    "Posting",
    "Sheet",
    "SheetLine",
    "Transfer",
    "Voucher",
    "VoucherLine",
]
