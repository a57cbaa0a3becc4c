from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "lao_cai_support.accounts"
    label = "accounts"
    verbose_name = _("Người dùng và quyền")

    def ready(self) -> None:
        from lao_cai_support.accounts import listeners  # noqa: F401 - connects them
