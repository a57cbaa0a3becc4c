"""The children's register: the nouns."""

from .assessment import Assessment, AssessmentForm
from .assistance import Assistance
from .child import Child, ChildState, Residence, Sex
from .circumstance import CircumstanceSpell
from .consent import Consent, ConsentText
from .document import ChildDocument
from .duplicate import ChildAlias, DuplicatePair, Merge
from .entry import EntryDraft
from .grant import SealedGrant
from .health import DisabilityFinding, Measurement, Review
from .household import Guardian, Household, PovertyRecord
from .item import Item, ItemPrice, SupportArea
from .list_import import ColumnMapping, ImportRow, ListImport, SecondPersonRule
from .need import Need, NeedState
from .reference import CircumstanceKind, DisabilityDegree, DisabilityType, EthnicGroup, PovertyCategory
from .submission import Reopening, Submission, SubmissionDocument, SubmissionRow
from .transfer import ChildTransfer, Referral
from .workbook import CellChange, Workbook, WorkbookReturn, WorkbookRow

__all__ = [
    "Assessment",
    "AssessmentForm",
    "Assistance",
    "CellChange",
    "Child",
    "ChildAlias",
    "ChildDocument",
    "ChildState",
    "ChildTransfer",
    "CircumstanceKind",
    "CircumstanceSpell",
    "ColumnMapping",
    "Consent",
    "ConsentText",
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
    "ListImport",
    "Measurement",
    "Merge",
    "Need",
    "NeedState",
    "PovertyCategory",
    "PovertyRecord",
    "Referral",
    "Reopening",
    "Residence",
    "Review",
    "SealedGrant",
    "SecondPersonRule",
    "Sex",
    "Submission",
    "SubmissionDocument",
    "SubmissionRow",
    "SupportArea",
    "Workbook",
    "WorkbookReturn",
    "WorkbookRow",
]
