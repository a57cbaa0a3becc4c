from django.urls import path

from donors.views import campaign, donor, matching, pledge, policy

app_name = "donors"
urlpatterns = [
    path("nha-tai-tro/", donor.donor_list, name="donor_list"),
    path("nha-tai-tro/moi/", donor.donor_new, name="donor_new"),
    path("nha-tai-tro/<str:code>/", donor.donor_detail, name="donor_detail"),
    path("nha-tai-tro/<str:code>/sua/", donor.donor_edit, name="donor_edit"),
    path("nha-tai-tro/<str:code>/van-dong/", donor.approach_new, name="approach_new"),
    path("nha-tai-tro/<str:code>/luu-tru/", donor.donor_archive, name="donor_archive"),
    path("cam-ket/", pledge.pledge_list, name="pledge_list"),
    path("cam-ket/moi/", pledge.pledge_new, name="pledge_new"),
    path("cam-ket/<str:code>/", pledge.pledge_detail, name="pledge_detail"),
    path("cam-ket/<str:code>/ky/", pledge.pledge_accept, name="pledge_accept"),
    path("cam-ket/<str:code>/ket-thuc/<str:state>/", pledge.pledge_end, name="pledge_end"),
    path("quan-ly-chien-dich/", campaign.campaign_list, name="campaign_list"),
    path("quan-ly-chien-dich/moi/", campaign.campaign_edit, name="campaign_new"),
    path("quan-ly-chien-dich/<str:code>/", campaign.campaign_edit, name="campaign_edit"),
    path("quan-ly-chien-dich/<str:code>/<str:state>/", campaign.campaign_move, name="campaign_move"),
    path("dieu-phoi/", matching.matching_list, name="matching_list"),
    path("dieu-phoi/moi/", matching.matching_new, name="matching_new"),
    path("dieu-phoi/chinh-sach/", policy.policy_list, name="policy_list"),
    path("dieu-phoi/chinh-sach/moi/", policy.policy_new, name="policy_new"),
    path("dieu-phoi/keu-goi/", policy.appeal, name="appeal"),
    path("dieu-phoi/<str:code>/", matching.matching_detail, name="matching_detail"),
    path("dieu-phoi/<str:code>/dong/<str:line>/", matching.matching_line, name="matching_line"),
    path("dieu-phoi/<str:code>/lenh/<str:unit>/", matching.matching_order, name="matching_order"),
    path("dieu-phoi/<str:code>/<str:act>/", matching.matching_act, name="matching_act"),
]
