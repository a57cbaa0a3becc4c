from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Báo cáo công khai")

    def ready(self) -> None:
        from funds.ledger.invariants import register
        from reports.invariants import PUBLISHED

        register(*PUBLISHED)
