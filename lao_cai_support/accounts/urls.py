from django.urls import path

from lao_cai_support.accounts import views

app_name = "accounts"
urlpatterns = [path("viec/", views.worklist, name="worklist")]
