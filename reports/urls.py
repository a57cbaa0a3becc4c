from django.urls import path

from reports.views import office

app_name = "reports"
urlpatterns = [
    path("bao-cao/", office.report_list, name="report_list"),
    path("bao-cao/moi/", office.report_new, name="report_new"),
    path("bao-cao/<str:code>/", office.report_detail, name="report_detail"),
    path("bao-cao/<str:code>/cong-bo/", office.report_publish, name="report_publish"),
    path("bao-cao/<str:code>/tep/<str:kind>/", office.report_file, name="report_file"),
]
