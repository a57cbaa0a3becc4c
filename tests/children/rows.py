"""The register's tables as plain values, to compare before and after."""

from typing import Any

from django.apps import apps

from lao_cai_support.areas.models import Village

# The history keeps what was; the upload and its rows say what happened to them.
_OF_THE_UPLOAD = {"listimport", "importrow"}


def register_models() -> list[Any]:
    """Every table of the register but those of the upload itself, and the villages."""
    own = apps.get_app_config("children").get_models()
    return [
        model
        for model in own
        if model._meta.model_name not in _OF_THE_UPLOAD and not model._meta.model_name.endswith("event")
    ] + [Village]


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of the register, by table. A record's version and day of change only ever go up: they are left out."""
    left_out = {"version", "updated_on"}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name not in left_out}
            for row in model.objects.order_by("pk").values()
        ]
        for model in register_models()
    }


def counts() -> dict[str, int]:
    """How many rows each table of the children app has, those of the upload and of history among them."""
    models = [*apps.get_app_config("children").get_models(), Village]
    return {model._meta.label: model.objects.count() for model in models}
