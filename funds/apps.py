from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundsConfig(AppConfig):
    name = "funds"
    verbose_name = _("Quỹ Bảo trợ trẻ em")

    def ready(self) -> None:
        from donors.progress import tell_received
        from funds import loaders
        from funds.ledger import invariants
        from funds.ledger.budget import BUDGET_APART
        from funds.ledger.counted import BESIDE_THE_BOOK
        from funds.services.received import received_for, received_of
        from funds.worklist import tasks
        from lao_cai_support.accounts.worklist import register
        from lao_cai_support.areas.reference_lists import register_loader

        register_loader("income_sources", loaders.load_income)
        register_loader("expenditure_kinds", loaders.load_expenditure)
        register(tasks)
        tell_received(of_pledges=received_of, of_campaigns=received_for)
        invariants.register(BESIDE_THE_BOOK, BUDGET_APART)
