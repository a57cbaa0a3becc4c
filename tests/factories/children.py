"""Children, their households and needs. Names are invented; a child lives in its unit from birth on."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.models import (
    Assessment,
    AssessmentForm,
    Child,
    CircumstanceKind,
    CircumstanceSpell,
    Guardian,
    Household,
    Need,
    Residence,
    SealedGrant,
)
from lao_cai_support.web.clock import HANOI
from tests.factories.accounts import UserFactory
from tests.factories.areas import SpanFactory, as_range

DAY = datetime.date(2024, 11, 15)


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household


class GuardianFactory(DjangoModelFactory):
    class Meta:
        model = Guardian

    full_name = factory.Sequence(lambda n: f"Giàng Thị Thử {n}")
    relation = "mother"


class ChildFactory(DjangoModelFactory):
    """A child of eight or so, active, in a household of the same unit; give ``unit``."""

    class Meta:
        model = Child
        skip_postgeneration_save = True

    full_name = factory.Sequence(lambda n: f"Giàng A Thử {n}")
    sex = "male"
    date_of_birth = datetime.date(2016, 5, 20)
    birth_year = factory.LazyAttribute(lambda child: child.date_of_birth.year if child.date_of_birth else 2016)
    household = factory.SubFactory(HouseholdFactory, unit=factory.SelfAttribute("..unit"))
    state = "active"
    created_on = DAY
    updated_on = DAY

    @factory.post_generation
    def residence(child: Child, create: bool, extracted: Any, **kwargs: Any) -> None:  # noqa: N805
        if create:
            born = child.date_of_birth or datetime.date(child.birth_year, 1, 1)
            Residence.objects.create(
                child=child, unit=child.unit, village=child.village, valid=as_range(extracted or (born, None))
            )


class GrantFactory(DjangoModelFactory):
    """Leave to open the sealed file of ``child`` (or the group ``kind_id``), of a year's end, by somebody else."""

    class Meta:
        model = SealedGrant

    user = factory.SubFactory(UserFactory)
    granted_by = factory.SubFactory(UserFactory)
    unit = factory.LazyAttribute(lambda grant: grant.child.unit)
    reason = "Đánh giá nguy cơ theo phân công"
    begins_at = datetime.datetime(2024, 11, 1, tzinfo=HANOI)
    ends_at = datetime.datetime(2025, 1, 1, tzinfo=HANOI)


class SpellFactory(SpanFactory):
    """An open circumstance; a sealed one under a grant made for it."""

    class Meta:
        model = CircumstanceSpell

    kind_id = "HC01"
    valid = (datetime.date(2023, 3, 1), None)
    grant = factory.LazyAttribute(lambda spell: GrantFactory(child=spell.child) if sealed(spell.kind_id) else None)


def sealed(kind: str) -> bool:
    return CircumstanceKind.objects.filter(pk=kind, sealed=True).exists()


class NeedFactory(DjangoModelFactory):
    """One coat for a child, approved; give ``unit`` and ``child`` (or ``group_name`` and ``head_count``)."""

    class Meta:
        model = Need

    child = None
    unit = factory.LazyAttribute(lambda need: need.child.unit)
    item_id = "DA01"
    size = "120"
    quantity = 1
    unit_value = 250_000
    priority = 1
    needed_by = datetime.date(2024, 12, 15)
    waiting_since = datetime.date(2024, 10, 1)
    state = "approved"


class AssessmentFactory(DjangoModelFactory):
    """A child's assessment of warm clothing on the first form, made today; give ``child``."""

    class Meta:
        model = Assessment

    form = factory.LazyFunction(lambda: AssessmentForm.objects.get(area="DA", version=1))
    unit = factory.LazyAttribute(lambda row: row.child.unit)
    answers = factory.LazyFunction(dict)
    score = 60
    priority = 1
    valid = factory.LazyFunction(lambda: as_range((DAY, datetime.date(2025, 11, 15))))
    assessed_by = factory.SubFactory(UserFactory)
    assessed_on = DAY
