from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "lao_cai_support.web"
    label = "web"
    verbose_name = _("Phần dùng chung của các trang")
