from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChildrenConfig(AppConfig):
    name = "children"
    verbose_name = _("Trẻ em")

    def ready(self) -> None:
        from children import loaders
        from children.worklist import tasks
        from lao_cai_support.accounts.worklist import register
        from lao_cai_support.areas.reference_lists import register_loader
        from lao_cai_support.audit.querysets import keep_secret

        keep_secret("children.protectioncase", "children.casemember", "children.casehandover")
        register_loader("ethnic_groups", loaders.load_ethnic_groups)
        register_loader("special_circumstances", loaders.load_circumstances)
        register_loader("disabilities", loaders.load_disabilities)
        register_loader("poverty_categories", loaders.load_poverty)
        register_loader("support_areas", loaders.load_items)
        register_loader("item_prices", loaders.load_prices)
        register_loader("assessment_forms", loaders.load_forms)
        register_loader("cold_bands", loaders.load_cold_bands)
        register_loader("item_substitutes", loaders.load_substitutes)
        register_loader("state_support", loaders.load_state_support)
        register(tasks)
