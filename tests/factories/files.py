"""What hangs on a child's file: measures, papers, consents, transfers, referrals; give ``child``."""

import datetime
import hashlib
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.consent_texts import VERSION, sha256_of, text_of
from children.models import (
    Assistance,
    ChildDocument,
    ChildTransfer,
    Consent,
    ConsentText,
    DisabilityFinding,
    Measurement,
    Referral,
)
from lao_cai_support.web.clock import HANOI
from lao_cai_support.web.files import store_private
from tests.factories.accounts import UserFactory
from tests.factories.areas import SpanFactory

DAY = datetime.date(2024, 11, 1)
PDF = b"%PDF-1.4 a paper"


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    on = DAY
    weight_g = 24_500
    height_mm = 1_225
    cloth_size = "120"
    recorded_by = factory.SubFactory(UserFactory)


class DisabilityFactory(DjangoModelFactory):
    class Meta:
        model = DisabilityFinding

    types = ["KT1"]
    degree_id = "MD2"
    certificate_no = "12/XNKT"
    on = DAY
    recorded_by = factory.SubFactory(UserFactory)


class AssistanceFactory(SpanFactory):
    class Meta:
        model = Assistance

    clause = "1"
    coefficient = 15
    valid = (datetime.date(2024, 1, 1), None)
    decision = "Số 5/QĐ-UBND"


class DocumentFactory(DjangoModelFactory):
    """A kept paper; its bytes lie in the test's own folder (ask for the ``private_files`` fixture)."""

    class Meta:
        model = ChildDocument

    kind = "birth"
    title = "Giấy khai sinh"
    ending = "pdf"
    size = len(PDF)
    sha256 = hashlib.sha256(PDF).hexdigest()
    stored = factory.LazyFunction(lambda: store_private("children", PDF, ending="pdf"))
    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = datetime.datetime(2024, 11, 1, 9, tzinfo=HANOI)


def consent_text(purpose: str) -> ConsentText:
    found, _made = ConsentText.objects.get_or_create(
        sha256=sha256_of(purpose), defaults={"purpose": purpose, "version": VERSION, "text": text_of(purpose)}
    )
    return found


class ConsentFactory(DjangoModelFactory):
    """A yes to a picture by the mother, and by the child when it is 7 or older on the day."""

    class Meta:
        model = Consent

    purpose = "picture"
    given = True
    representative = "Giàng Thị Thử"
    relation = "mother"
    on = DAY
    age = factory.LazyAttribute(lambda consent: consent.child.age_on(consent.on))
    child_agrees = factory.LazyAttribute(lambda consent: True if consent.age >= 7 else None)
    data_kinds = ["image"]
    text = factory.LazyAttribute(lambda consent: consent_text(consent.purpose))
    text_hash = factory.LazyAttribute(lambda consent: consent.text.sha256 if consent.text else "")
    sensitive_told = True
    evidence = "Phiếu số 3"
    recorded_by = factory.SubFactory(UserFactory)


class TransferFactory(DjangoModelFactory):
    """Offered by the child's commune; give ``receiver``."""

    class Meta:
        model = ChildTransfer

    household = factory.LazyAttribute(lambda transfer: transfer.child.household)
    sender = factory.LazyAttribute(lambda transfer: transfer.child.unit)
    on = DAY
    reason = "Theo mẹ về quê ngoại"
    proposed_by = factory.SubFactory(UserFactory)
    proposed_on = DAY


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = Referral

    kind = "medical"
    provider = "Bệnh viện Sản Nhi tỉnh"
    handed_to = "Trần Thị Bác Sĩ"
    on = DAY
    note = "Khám tim."
    consent: Any = factory.LazyAttribute(lambda referral: ConsentFactory(child=referral.child, purpose="referral"))
    referred_by = factory.SubFactory(UserFactory)
