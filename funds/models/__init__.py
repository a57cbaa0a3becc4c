"""Funds, their ledger, papers, goods and deliveries: the nouns."""

from .bank import Statement, StatementLayout, StatementLine
from .budget import BudgetDecision, BudgetEntry, BudgetEstimate, BudgetLine
from .check import LedgerCheck
from .closing import MonthClosing
from .commendation import Commendation, CommendationPaper, HonouredGift, HonourLevel
from .count import CashCount, StockCount, StockCountLine
from .distribution import Distribution, SchoolConfirmation, Sheet, SheetLine
from .fund import ApprovalLimit, Closing, Fund, FundPlace, ManagementShare
from .kind import ExpenditureKind, IncomeSource
from .ledger import Balance, BalanceDay, JournalEntry, PlaceDay, Posting
from .lot import Lot
from .paper import BoardMember, FundPaper, FundSuccession, Repurposing
from .payee import Payee
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
    "BudgetDecision",
    "BudgetEntry",
    "BudgetEstimate",
    "BudgetLine",
    "CashCount",
    "BoardMember",
    "Closing",
    "Commendation",
    "CommendationPaper",
    "Distribution",
    "ExpenditureKind",
    "Fund",
    "FundPaper",
    "FundPlace",
    "FundSuccession",
    "HonourLevel",
    "HonouredGift",
    "IncomeSource",
    "JournalEntry",
    "LedgerCheck",
    "Lot",
    "ManagementShare",
    "MonthClosing",
    "PaperScan",
    "Payee",
    "PlaceDay",
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
