from django.urls import path

from lao_cai_support.audit import views

app_name = "audit"
urlpatterns = [path("nhat-ky/", views.act_list, name="act_list")]
