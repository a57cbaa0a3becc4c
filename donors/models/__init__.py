"""Donors, what they pledged and what it was matched to: the nouns."""

from .activity import Activity, ActivityInvite, Attendance, HeadCount
from .allocation import Allocation, AllocationState, MatchRun, MatchState
from .campaign import Campaign
from .donor import Approach, Contact, Donor, DonorAccess, NetworkMembership
from .earmark import Earmark
from .foreign import ForeignApproval, ForeignPaper, ForeignState
from .merge import DonorMerge
from .offer import PublicOffer
from .plan import MobilisationPlan, PlanState, PlanTarget
from .pledge import Instalment, Pledge, PledgeForm, PledgeReminder, PledgeState, Replan
from .pledge_paper import PledgePaper
from .policy import MatchPolicy, PledgeDecline
from .register import Establishment, RegisterImport, RegisterRow, RegisterState
from .sponsorship import SponsorCode, Sponsorship, SponsorshipNote, SponsorshipPayment, SponsorshipState
from .write_off import WriteOff

__all__ = [
    "Activity",
    "ActivityInvite",
    "Allocation",
    "AllocationState",
    "Approach",
    "Attendance",
    "Campaign",
    "Contact",
    "Donor",
    "DonorAccess",
    "DonorMerge",
    "Earmark",
    "Establishment",
    "ForeignApproval",
    "ForeignPaper",
    "ForeignState",
    "HeadCount",
    "Instalment",
    "MatchPolicy",
    "MatchRun",
    "MatchState",
    "MobilisationPlan",
    "NetworkMembership",
    "PlanState",
    "PlanTarget",
    "Pledge",
    "PledgeDecline",
    "PledgeForm",
    "PledgePaper",
    "PledgeReminder",
    "PledgeState",
    "PublicOffer",
    "Replan",
    "WriteOff",
    "RegisterImport",
    "RegisterRow",
    "RegisterState",
    "SponsorCode",
    "Sponsorship",
    "SponsorshipNote",
    "SponsorshipPayment",
    "SponsorshipState",
]
