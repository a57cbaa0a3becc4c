from django.urls import path

from funds.views import distribution, fund, movement, voucher

app_name = "funds"
urlpatterns = [
    path("quy/", fund.fund_list, name="fund_list"),
    path("quy/chung-tu/", voucher.voucher_list, name="voucher_list"),
    path("quy/chung-tu/<str:code>/", voucher.voucher_detail, name="voucher_detail"),
    path("quy/chung-tu/<str:code>/in/", voucher.voucher_pdf, name="voucher_pdf"),
    path("quy/chung-tu/<str:code>/<str:act>/", voucher.voucher_act, name="voucher_act"),
    path("cap-phat/", distribution.distribution_list, name="distribution_list"),
    path("cap-phat/bang/", distribution.sheet_list, name="sheet_list"),
    path("cap-phat/bang/<str:code>/", distribution.sheet_detail, name="sheet_detail"),
    path("cap-phat/bang/<str:code>/in/", distribution.sheet_pdf, name="sheet_pdf"),
    path("cap-phat/<str:code>/", distribution.distribution_detail, name="distribution_detail"),
    path("cap-phat/<str:code>/<str:act>/", distribution.distribution_act, name="distribution_act"),
    path("quy/dieu-chuyen/", movement.transfer_list, name="transfer_list"),
    path("quy/dieu-chuyen/<str:code>/", movement.transfer_detail, name="transfer_detail"),
    path("quy/<str:code>/", fund.fund_detail, name="fund_detail"),
    path("quy/<str:code>/so-cai/", fund.ledger, name="ledger"),
    path("quy/<str:code>/thu/", voucher.receipt_new, name="receipt_new"),
    path("quy/<str:code>/nhap/", voucher.goods_new, name="goods_new"),
    path("quy/<str:code>/chi/", voucher.payment_new, name="payment_new"),
    path("quy/<str:code>/dieu-chuyen/", movement.transfer_new, name="transfer_new"),
    path("quy/<str:code>/muc-quan-ly/", movement.share_new, name="share_new"),
    path("quy/<str:code>/khoa-so/", movement.year_close, name="year_close"),
    path("quy/<str:code>/cap-phat/", distribution.distribution_new, name="distribution_new"),
]
