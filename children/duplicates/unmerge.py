"""Parting what a merge made one: the journal played backwards, and words for what could not go back."""

from typing import Any

from django.apps import apps

from children.duplicates.journal import play_back
from children.models import ChildAlias, Merge


def unmerge_rows(merge: Merge) -> list[str]:
    """Give both files back what was theirs; gives in words what somebody changed since, which stays as it is now."""
    # The alias goes first: while it stands, the database keeps the gone file ended.
    ChildAlias.objects.filter(merge=merge).delete()
    words: dict[str, Any] = {}
    for label, column in play_back(merge.journal):
        if label == "children.protectioncase":
            continue  # its existence is a secret; who is named in it sees whose it is
        model = apps.get_model(label)
        name = model._meta.verbose_name
        if column and label == "children.child":
            field = next(field for field in model._meta.concrete_fields if field.attname == column)
            if not field.editable:
                continue  # goes with a field that is named
            name = field.verbose_name
        words[str(name)] = None
    return list(words)
