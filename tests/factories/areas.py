"""Places. Units are made by ``make_province`` or one by one; names are real, the rest is invented."""

import datetime

import factory
from factory.django import DjangoModelFactory

from lao_cai_support.areas.models import AdministrativeUnit, School, Succession, Village

BEGIN = datetime.date(2019, 1, 1)
LEVEL_END = datetime.date(2025, 7, 1)  # exclusive


class UnitFactory(DjangoModelFactory):
    """A commune by default; give ``parent`` (and ``level``) for others."""

    class Meta:
        model = AdministrativeUnit

    code = factory.Sequence(lambda n: f"{30000 + n % 60000:05d}")
    level = "commune"
    kind = "xã"
    name = factory.Sequence(lambda n: f"Suối Thử {n}")
    parent = None
    valid = (BEGIN, LEVEL_END)


class SuccessionFactory(DjangoModelFactory):
    class Meta:
        model = Succession

    effective_on = LEVEL_END
    whole = True
    legal_basis = "Nghị quyết thử"


class VillageFactory(DjangoModelFactory):
    class Meta:
        model = Village

    name = factory.Sequence(lambda n: f"Thôn Thử {n}")


class SchoolFactory(DjangoModelFactory):
    class Meta:
        model = School

    name = factory.Sequence(lambda n: f"Trường Tiểu học Thử {n}")
    level = "primary"
