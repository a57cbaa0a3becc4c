"""A child's file as it stood at the end of a day: own fields from the history, the rest from what held on the day."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from children.models import Child, EthnicGroup
from children.models.child import Boarding, ChildState, Schooling, Sex
from lao_cai_support.areas.models import School


@dataclass
class FileThen:
    """What the file said. ``own`` is the child's row of the day: nothing when there was no file yet."""

    day: datetime.date
    own: Any = None
    reconstructed: bool = False  # the day lies before the first change that the history knows
    residence: Any = None
    spells: list[Any] = field(default_factory=list)
    poverty: Any = None
    assistance: Any = None
    measurement: Any = None
    disability: Any = None
    ethnic_group: Any = None
    school: Any = None
    state: Any = ""
    sex: Any = ""
    schooling: Any = ""
    boarding: Any = ""
    age: int = 0


def file_then(child: Child, day: datetime.date, *, user: Any) -> FileThen:
    """The file at the end of the day, without its sealed part; a fixed number of queries.

    Each row of the history is what stood until the next change; its ``updated_on`` is the office's day from which
    it stood. So the row of a day is the last one that began on it or before. Who lived where, the circumstances,
    the assistance and the poverty are read from their own spells.
    """
    then = FileThen(day)
    if day < child.created_on:
        return then
    former = apps.get_model("children", "ChildEvent").objects.filter(pgh_obj=child.pk).order_by("pgh_id")
    versions = [*former, child]
    begun = [row for row in versions if row.updated_on <= day]
    then.own = begun[-1] if begun else versions[0]
    then.reconstructed = not begun
    then.residence = child.residences.select_related("unit", "village").filter(valid__contains=day).first()
    then.spells = list(child.circumstances.unsealed_for(user).as_of(day).select_related("kind").order_by("kind_id"))
    if then.own.household_id:
        record = apps.get_model("children", "PovertyRecord").objects
        then.poverty = record.filter(household=then.own.household_id, year=day.year).select_related("category").first()
    then.assistance = child.assistance.filter(valid__contains=day).first()
    then.measurement = child.measurements.filter(withdrawn=False, on__lte=day).first()
    then.disability = child.disabilities.filter(withdrawn=False, on__lte=day).select_related("degree").first()
    then.ethnic_group = EthnicGroup.objects.filter(pk=then.own.ethnic_group_id).first()
    then.school = School.objects.filter(pk=then.own.school_id).first()
    then.state = str(dict(ChildState.choices).get(then.own.state, ""))
    then.sex = str(dict(Sex.choices).get(then.own.sex, ""))
    then.schooling = str(dict(Schooling.choices).get(then.own.schooling, ""))
    then.boarding = str(dict(Boarding.choices).get(then.own.boarding, ""))
    then.age = max(Child.age_on(then.own, day), 0)
    return then
