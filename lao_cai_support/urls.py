"""All addresses of the portal; each app names its own below."""

from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls_public")),
    path("", include("lao_cai_support.web.urls")),
    path("", include("lao_cai_support.accounts.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("children.urls")),
    path("", include("donors.urls")),
    path("", include("funds.urls")),
    path("", include("reports.urls")),
]
