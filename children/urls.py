from django.urls import path

from children.views import child, list_import, need, submission

app_name = "children"
urlpatterns = [
    path("tre-em/", child.child_list, name="child_list"),
    path("tre-em/moi/", child.child_new, name="child_new"),
    path("tre-em/<str:code>/", child.child_detail, name="child_detail"),
    path("tre-em/<str:code>/sua/", child.child_edit, name="child_edit"),
    path("tre-em/<str:code>/ket-thuc/", child.child_end, name="child_end"),
    path("tre-em/<str:code>/hoan-canh/", child.circumstance_new, name="circumstance_new"),
    path("tre-em/<str:code>/hoan-canh/<str:kind>/", child.circumstance_end, name="circumstance_end"),
    path("tre-em/<str:code>/nhu-cau/", need.need_new, name="need_new"),
    path("danh-sach/", submission.submission_list, name="submission_list"),
    path("danh-sach/nop/", submission.submission_new, name="submission_new"),
    path("danh-sach/nhap/", list_import.import_list, name="import_list"),
    path("danh-sach/nhap/moi/", list_import.import_new, name="import_new"),
    path("danh-sach/nhap/<str:code>/", list_import.import_detail, name="import_detail"),
    path("danh-sach/nhap/<str:code>/dong/<str:row>/", list_import.import_row, name="import_row"),
    path("danh-sach/nhap/<str:code>/<str:act>/", list_import.import_act, name="import_act"),
    path("danh-sach/<str:code>/", submission.submission_detail, name="submission_detail"),
    path("danh-sach/<str:code>/quyet-dinh/", submission.submission_decide, name="submission_decide"),
    path("nhu-cau/", need.need_list, name="need_list"),
    path("nhu-cau/nhom/", need.need_group, name="need_group"),
    path("nhu-cau/hang-loat/<str:act>/", need.need_bulk, name="need_bulk"),
    path("nhu-cau/<str:code>/", need.need_detail, name="need_detail"),
    path("nhu-cau/<str:code>/<str:act>/", need.need_act, name="need_act"),
]
