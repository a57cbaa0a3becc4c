"""Sponsorships as the office makes them."""

import datetime
from typing import Any

from children.consent_texts import sha256_of
from children.models import Child, Consent, ConsentText
from donors.models import Donor, Sponsorship
from donors.services import sponsorship as acts
from lao_cai_support.web.clock import now
from tests.factories.donors import DonorFactory

FIRST = datetime.date(2024, 9, 1)
DAY = datetime.date(2024, 11, 15)


def consent(child: Child, donor: Donor, user: Any, **kwargs: Any) -> Consent:
    """The yes of the mother, and of the child from 7, to this donor."""
    purpose = kwargs.pop("purpose", "sponsorship")
    text, _made = ConsentText.objects.get_or_create(
        sha256=sha256_of(purpose), defaults={"purpose": purpose, "version": 1, "text": "…"}
    )
    given = {
        "purpose": purpose,
        "recipient": donor.name,
        "donor_code": donor.code,
        "given": True,
        "representative": "Giàng Thị Chư",
        "relation": "mother",
        "child_agrees": True,
        "age": child.age_on(DAY),
        "data_kinds": ["age"],
        "text": text,
        "text_hash": text.sha256,
        "sensitive_told": True,
        "evidence": "Phiếu 01",
        "on": datetime.date(2024, 8, 20),
        "recorded_by": user,
        "recorded_at": now(),
        **kwargs,
    }
    return Consent.objects.create(child=child, **given)


def propose(user: Any, child: Child, unit: Any, donor: Donor | None = None, **kwargs: Any) -> Sponsorship:
    given = {
        "monthly": 500_000,
        "due_day": 5,
        "first_day": FIRST,
        "last_day": None,
        "route": "fund",
        "terms": "Ăn học hằng tháng",
        "others_seen": child.sponsorships.live().count(),
        **kwargs,
    }
    return acts.propose_sponsorship(user=user, child=child, donor=donor or DonorFactory(), unit=unit, **given)


def signed(user: Any, child: Child, unit: Any, donor: Donor | None = None, **kwargs: Any) -> Sponsorship:
    """A running sponsorship since September, with its consent."""
    donor = donor or DonorFactory()
    consent(child, donor, user)
    row = propose(user, child, unit, donor, **kwargs)
    return acts.sign_sponsorship(user=user, sponsorship=row, agreement_no="01/TT-ĐĐ", signed_on=FIRST)
