from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonorsConfig(AppConfig):
    name = "donors"
    verbose_name = _("Nhà tài trợ")

    def ready(self) -> None:
        from donors.worklist import tasks
        from lao_cai_support.accounts.worklist import register

        register(tasks)
