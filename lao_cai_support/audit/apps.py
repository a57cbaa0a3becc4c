from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "lao_cai_support.audit"
    label = "audit"
    verbose_name = _("Nhật ký")

    def ready(self) -> None:
        from lao_cai_support.audit import listeners  # noqa: F401 - connects them
