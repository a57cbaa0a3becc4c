from django.urls import path

from lao_cai_support.web import views

app_name = "web"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("ngon-ngu/", views.language, name="language"),
    path("viec-dai/<str:code>/", views.job_page, name="job"),
    path("viec-dai/<str:code>/dung/", views.job_cancel, name="job_cancel"),
]
