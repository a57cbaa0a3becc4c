from django.urls import path

from lao_cai_support.accounts.views import membership, own, person, worklist

app_name = "accounts"
urlpatterns = [
    path("viec/", worklist.worklist, name="worklist"),
    path("tai-khoan-cua-toi/", own.own_account, name="own"),
    path("nguoi-dung/", person.people_list, name="people_list"),
    path("nguoi-dung/moi/", person.person_new, name="person_new"),
    path("nguoi-dung/vai-tro/<str:code>/cham-dut/", membership.membership_end, name="membership_end"),
    path("nguoi-dung/<str:code>/", person.person_detail, name="person"),
    path("nguoi-dung/<str:code>/sua/", person.person_edit, name="person_edit"),
    path("nguoi-dung/<str:code>/vai-tro/", membership.membership_new, name="membership_new"),
    path("nguoi-dung/<str:code>/mat-khau/", person.person_password, name="person_password"),
    path("nguoi-dung/<str:code>/khoa/", person.person_disable, name="person_disable"),
    path("nguoi-dung/<str:code>/mo/", person.person_enable, name="person_enable"),
    path("nguoi-dung/<str:code>/buoc-hai/", person.person_second_factor, name="person_second_factor"),
]
