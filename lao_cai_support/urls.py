"""All addresses of the portal; each app names its own below."""

from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls_public")),
    path("", include("lao_cai_support.web.urls")),
    path("", include("lao_cai_support.accounts.urls")),
    path("", include("lao_cai_support.audit.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("", include("children.urls")),
    path("", include("donors.urls")),
    path("", include("funds.urls")),
    path("", include("reports.urls")),
]
