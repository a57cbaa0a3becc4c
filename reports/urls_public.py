from django.urls import path

from reports.views import activities, honours, public

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("cong-khai/", public.index, name="index"),
    path("cong-khai/<int:year>/<str:unit>/", public.report, name="report"),
    path("cong-khai/<int:year>/<str:unit>/bao-cao.<str:kind>", public.report_file, name="report_file"),
    path("cong-khai/<int:year>/<str:unit>/ban-<int:version>/", public.report, name="report_version"),
    path(
        "cong-khai/<int:year>/<str:unit>/ban-<int:version>/bao-cao.<str:kind>",
        public.report_file,
        name="report_version_file",
    ),
    path("xac-minh/", public.verify, name="verify"),
    path("du-lieu-mo/", public.open_data, name="open_data"),
    path("du-lieu-mo/bao-cao-quy.<str:kind>", public.open_data_file, name="open_data_file"),
    path("uu-tien/", public.rules, name="rules"),
    path("lich-hoat-dong/", activities.activities, name="activities"),
    path("lich-hoat-dong/<str:code>/", activities.activity, name="activity"),
    path("vinh-danh/", honours.honours, name="honours"),
    path("ke-hoach/", public.plans, name="plans"),
    path("ke-hoach/<str:code>/", public.plan, name="plan"),
    path("chien-dich/", public.campaigns, name="campaigns"),
    path("chien-dich/<str:code>/", public.campaign, name="campaign"),
    path("chien-dich/<str:code>/anh.jpg", public.campaign_picture, name="campaign_picture"),
    path("chien-dich/<str:code>/thong-bao.pdf", public.campaign_notice, name="campaign_notice"),
]
