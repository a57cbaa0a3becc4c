"""Old codes: where they lead, and what a file that stands for several shows of their past."""

from typing import Any

from django.db.models import QuerySet

from children.models import Child, ChildAlias, SubmissionRow
from lao_cai_support.audit.models import Act


def stands_for(code: str) -> ChildAlias | None:
    """The alias of an old code: its ``child`` is the file it leads to now."""
    return ChildAlias.objects.select_related("child__unit", "former__unit", "merge").filter(code=code).first()


def codes_of(child: Child) -> list[str]:
    """The file's own code and all old codes that lead to it."""
    return [child.code, *child.aliases.values_list("code", flat=True)]


def whole_history(child: Child) -> QuerySet[Act]:
    """The acts on the file and on those that are part of it now, newest first."""
    label = Child._meta.label_lower
    acts = Act.objects.filter(object_type=label, object_code__in=codes_of(child))
    return acts.select_related("user", "membership")


def signed_rows(child: Child) -> QuerySet[SubmissionRow]:
    """The child's rows on lists that were handed in, under whichever code: signed lists keep the code they name."""
    former: list[Any] = list(child.aliases.values_list("former_id", flat=True))
    return SubmissionRow.objects.filter(child__in=[child.pk, *former])
