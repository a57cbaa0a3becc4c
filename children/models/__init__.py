"""The children's register: the nouns."""

from .assessment import Assessment, AssessmentDraft, AssessmentForm
from .assessment_scan import AssessmentScan, AssessmentSheet, SheetLine
from .assistance import Assistance
from .case import CaseKind, CaseMember, CasePaper, CaseScan, ProtectionCase
from .case_handover import CaseHandover
from .child import Child, ChildState, Residence, Sex
from .circumstance import CircumstanceSpell
from .climate import ColdBand, CommuneBand
from .consent import Consent, ConsentText
from .digest import Digest
from .document import ChildDocument
from .duplicate import ChildAlias, DuplicatePair, Merge
from .entry import EntryDraft
from .grant import SealedGrant
from .health import DisabilityFinding, Measurement, Review
from .household import Guardian, Household, PovertyRecord
from .item import Item, ItemPrice, ItemSubstitute, SupportArea
from .list_import import ColumnMapping, ImportRow, ListImport, SecondPersonRule
from .need import Need, NeedOpinion, NeedState
from .provider import ServiceProvider
from .reference import CircumstanceKind, DisabilityDegree, DisabilityType, EthnicGroup, PovertyCategory
from .standard import ItemStandard
from .state_support import StateSupport
from .submission import Reopening, Submission, SubmissionDocument, SubmissionRow
from .transfer import ChildTransfer, Referral
from .workbook import CellChange, Workbook, WorkbookReturn, WorkbookRow

__all__ = [
    "Assessment",
    "AssessmentDraft",
    "AssessmentForm",
    "AssessmentScan",
    "AssessmentSheet",
    "Assistance",
    "CaseHandover",
    "CaseKind",
    "CaseMember",
    "CasePaper",
    "CaseScan",
    "CellChange",
    "Child",
    "ChildAlias",
    "ChildDocument",
    "ChildState",
    "ChildTransfer",
    "CircumstanceKind",
    "CircumstanceSpell",
    "ColdBand",
    "ColumnMapping",
    "CommuneBand",
    "Consent",
    "ConsentText",
    "Digest",
    "DisabilityDegree",
    "DisabilityFinding",
    "DisabilityType",
    "DuplicatePair",
    "EntryDraft",
    "EthnicGroup",
    "Guardian",
    "Household",
    "ImportRow",
    "Item",
    "ItemPrice",
    "ItemStandard",
    "ItemSubstitute",
    "ListImport",
    "Measurement",
    "Merge",
    "Need",
    "NeedOpinion",
    "NeedState",
    "PovertyCategory",
    "PovertyRecord",
    "ProtectionCase",
    "Referral",
    "Reopening",
    "Residence",
    "Review",
    "SealedGrant",
    "SecondPersonRule",
    "ServiceProvider",
    "Sex",
    "SheetLine",
    "StateSupport",
    "Submission",
    "SubmissionDocument",
    "SubmissionRow",
    "SupportArea",
    "Workbook",
    "WorkbookReturn",
    "WorkbookRow",
]
