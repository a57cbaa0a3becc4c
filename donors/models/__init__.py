"""Donors, what they pledged and what it was matched to: the nouns."""

from .allocation import Allocation, AllocationState, MatchRun, MatchState
from .campaign import Campaign
from .donor import Approach, Contact, Donor, DonorAccess, NetworkMembership
from .earmark import Earmark
from .pledge import Instalment, Pledge, PledgeForm, PledgeState
from .policy import MatchPolicy, PledgeDecline

__all__ = [
    "Allocation",
    "AllocationState",
    "Approach",
    "Campaign",
    "Contact",
    "Donor",
    "DonorAccess",
    "Earmark",
    "Instalment",
    "MatchPolicy",
    "MatchRun",
    "MatchState",
    "NetworkMembership",
    "Pledge",
    "PledgeDecline",
    "PledgeForm",
    "PledgeState",
]
