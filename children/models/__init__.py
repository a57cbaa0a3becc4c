"""The children's register: the nouns."""

from .assessment import Assessment, AssessmentForm
from .child import Child, ChildState, Residence, Sex
from .circumstance import CircumstanceSpell
from .consent import Consent
from .household import Guardian, Household, PovertyRecord
from .item import Item, ItemPrice, SupportArea
from .list_import import ImportRow, ListImport
from .need import Need, NeedState
from .reference import CircumstanceKind, EthnicGroup, PovertyCategory
from .submission import Submission, SubmissionRow

__all__ = [
    "Assessment",
    "AssessmentForm",
    "Child",
    "ChildState",
    "CircumstanceKind",
    "CircumstanceSpell",
    "Consent",
    "EthnicGroup",
    "Guardian",
    "Household",
    "ImportRow",
    "Item",
    "ItemPrice",
    "ListImport",
    "Need",
    "NeedState",
    "PovertyCategory",
    "PovertyRecord",
    "Residence",
    "Sex",
    "Submission",
    "SubmissionRow",
    "SupportArea",
]
