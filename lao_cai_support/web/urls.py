from django.urls import path

from lao_cai_support.web import export_pages, views

app_name = "web"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("ngon-ngu/", views.language, name="language"),
    path("viec-dai/<str:code>/", views.job_page, name="job"),
    path("viec-dai/<str:code>/dung/", views.job_cancel, name="job_cancel"),
    path("tep-xuat/", export_pages.export_list, name="export_list"),
    path("tep-xuat/<str:code>/", export_pages.export_page, name="export"),
    path("tep-xuat/<str:code>/tai/", export_pages.export_download, name="export_download"),
]
