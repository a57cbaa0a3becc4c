from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "lao_cai_support.areas"
    label = "areas"
    verbose_name = _("Địa bàn")

    def ready(self) -> None:
        from lao_cai_support.areas import loaders
        from lao_cai_support.areas.reference_lists import register_loader

        register_loader("admin_units", loaders.load_units)
        register_loader("successions", loaders.load_successions)
        register_loader("difficult_communes", loaders.load_difficulty)
        register_loader("villages", loaders.load_villages)
