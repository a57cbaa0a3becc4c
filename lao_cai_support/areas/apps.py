from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    name = "lao_cai_support.areas"
    label = "areas"
    verbose_name = _("Địa bàn")
