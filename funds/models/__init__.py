"""Funds, their ledger, papers, goods and deliveries: the nouns."""

from .bank import Statement, StatementLayout, StatementLine
from .check import LedgerCheck
from .closing import MonthClosing
from .count import CashCount, StockCount, StockCountLine
from .distribution import Distribution, SchoolConfirmation, Sheet, SheetLine
from .fund import ApprovalLimit, Closing, Fund, FundPlace, ManagementShare
from .kind import ExpenditureKind, IncomeSource
from .ledger import Balance, BalanceDay, JournalEntry, Posting
from .lot import Lot
from .paper import BoardMember, FundPaper, FundSuccession, Repurposing
from .photo import SheetPhoto
from .reversal import Reversal
from .scan import PaperScan
from .transfer import Transfer
from .verification import Verification, VerificationLine
from .voucher import Voucher, VoucherLine

__all__ = [
    "ApprovalLimit",
    "Balance",
    "BalanceDay",
    "CashCount",
    "BoardMember",
    "Closing",
    "Distribution",
    "ExpenditureKind",
    "Fund",
    "FundPaper",
    "FundPlace",
    "FundSuccession",
    "IncomeSource",
    "JournalEntry",
    "LedgerCheck",
    "Lot",
    "ManagementShare",
    "MonthClosing",
    "PaperScan",
    "Posting",
    "SchoolConfirmation",
    "Repurposing",
    "Reversal",
    "Sheet",
    "SheetLine",
    "SheetPhoto",
    "Statement",
    "StatementLayout",
    "StatementLine",
    "StockCount",
    "StockCountLine",
    "Transfer",
    "Verification",
    "VerificationLine",
    "Voucher",
    "VoucherLine",
]
