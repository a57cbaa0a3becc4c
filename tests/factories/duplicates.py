"""Pairs of files that may be one child, and merges of them."""

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from children.models import DuplicatePair, Merge
from children.services.duplicate import merge_children, sides


class PairFactory(DjangoModelFactory):
    """An open pair; give ``a`` and ``b`` in whatever order."""

    class Meta:
        model = DuplicatePair

    weight = 120
    score = 99
    evidence = factory.LazyFunction(
        lambda: {
            "name": ["marks", 90, 3],
            "born": ["same", 100, 4],
            "father": ["missing", 0, None],
            "mother": ["same", 110, 2],
            "adult": [None, 0, None],
            "place": ["village", 60],
            "sex": ["same", 9],
            "people": ["same", 0],
            "personal_id": ["missing", 0],
            "kin": [True, 0],
        }
    )
    found_on = datetime.date(2024, 11, 15)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs["a"], kwargs["b"] = sorted((kwargs["a"], kwargs["b"]), key=lambda child: child.pk)
        return super()._create(model_class, *args, **kwargs)


def merged(pair: DuplicatePair, *, user: Any, **chosen: Any) -> Merge:
    """The pair made one, with the proposed values but for the chosen ones (field="kept" or "gone")."""
    moved_on = chosen.pop("moved_on", None)
    kept, gone = sides(DuplicatePair.objects.get(pk=pair.pk))
    return merge_children(user=user, pair=pair, versions=(kept.version, gone.version), chosen=chosen, moved_on=moved_on)
