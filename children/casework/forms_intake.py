"""The fields of the papers from the report to the end of a separation (Mẫu 01, 02, 07). Layout unverified."""

from django.utils.translation import gettext_lazy as _

from children.casework.papers import Ask, Part, level, yes_no

CHANNELS = (
    ("phone", _("điện thoại")),
    ("hotline", _("Tổng đài 111")),
    ("direct", _("trực tiếp")),
    ("told", _("qua người khác kể lại")),
    ("paper", _("văn bản, thư")),
    ("office", _("cơ quan khác chuyển đến")),
    ("found", _("cán bộ tự phát hiện")),
)
CLASSES = (
    ("abused", _("trẻ em bị xâm hại")),
    ("risk", _("trẻ em có nguy cơ bị bạo lực, bóc lột, bỏ rơi")),
    ("special", _("trẻ em có hoàn cảnh đặc biệt")),
)
SEXES = (("male", _("nam")), ("female", _("nữ")), ("unknown", _("không rõ")))
TRUTH = (
    ("true", _("đúng, hoặc có căn cứ để tin")),
    ("unclear", _("chưa rõ, vẫn phải đánh giá")),
    ("false", _("không có thật")),
)

REPORT = (
    Part(
        _("Nguồn tin"),
        (
            Ask("channel", _("Tiếp nhận qua"), "choice", True, CHANNELS),
            Ask("classified", _("Loại vụ việc"), "choice", True, CLASSES),
        ),
    ),
    Part(
        _("Trẻ em (ghi những gì biết được)"),
        (
            Ask("child_name", _("Họ và tên")),
            Ask("born", _("Ngày sinh hoặc tuổi ước lượng")),
            Ask("sex", _("Giới tính"), "choice", False, SEXES),
            Ask("place", _("Nơi xảy ra sự việc"), required=True),
            Ask("condition", _("Tình trạng hiện tại của trẻ"), "long", True),
            Ask("consequence", _("Hậu quả có thể xảy ra nếu không được hỗ trợ"), "long"),
            Ask("father", _("Cha: họ tên, tuổi, nghề nghiệp")),
            Ask("mother", _("Mẹ: họ tên, tuổi, nghề nghiệp")),
            Ask("family", _("Hoàn cảnh gia đình"), "long"),
            Ask("carer", _("Người đang chăm sóc trẻ")),
            Ask("done_before", _("Những việc đã làm trước khi báo tin"), "long"),
        ),
    ),
    Part(
        _("Người báo tin (nếu đồng ý cung cấp)"),
        (
            Ask("informant", _("Họ và tên")),
            Ask("informant_phone", _("Số điện thoại")),
            Ask("informant_address", _("Địa chỉ")),
            Ask("notes", _("Ghi chú"), "long"),
        ),
    ),
)
CHECK = (
    Part(
        _("Kiểm tra"),
        (
            Ask("truth", _("Kết luận"), "choice", True, TRUTH),
            Ask("how", _("Đã kiểm tra thế nào, với ai"), "long", True),
        ),
    ),
)
FIRST = (
    Part(
        _("Mức độ tổn hại"),
        (
            level("harm", _("Trẻ bị tổn hại về thể chất, tinh thần")),
            level("danger", _("Khả năng trẻ tiếp tục bị xâm hại trong thời gian ngắn")),
            level("access", _("Khả năng đối tượng tiếp cận trẻ")),
        ),
    ),
    Part(
        _("Khả năng tự bảo vệ của trẻ"),
        (
            level("own_protection", _("Khả năng tự bảo vệ")),
            level("adult_protection", _("Khả năng bảo vệ của người lớn ở gần trẻ")),
            Ask("grounds", _("Căn cứ của các mức trên"), "long", True),
        ),
    ),
    Part(
        _("Kết luận"),
        (
            yes_no(
                "urgent",
                _("Tính mạng, sức khỏe, nhân phẩm của trẻ đang bị đe dọa nghiêm trọng, cần biện pháp khẩn cấp"),
            ),
            Ask("measures", _("Biện pháp bảo đảm an toàn cho trẻ"), "long", True),
        ),
    ),
)
MEASURES = (
    Part(
        _("Biện pháp khẩn cấp đã thực hiện"),
        (
            Ask("measures", _("Đã làm gì"), "long", True),
            Ask("by", _("Ai thực hiện (UBND xã, công an, cơ sở y tế)"), required=True),
            Ask("place", _("Trẻ đang ở đâu"), required=True),
        ),
    ),
)
SEPARATION = (
    Part(
        _("Quyết định"),
        (
            Ask("number", _("Số quyết định"), required=True),
            Ask("from", _("Cách ly từ ngày"), "date", True),
            Ask("to", _("Đến hết ngày"), "date", True, help=_("Cả thời gian gia hạn không quá 15 ngày.")),
            Ask("requested_by", _("Văn bản của cơ quan có thẩm quyền đề nghị kéo dài"), help=_("Chỉ khi quá 15 ngày.")),
        ),
    ),
    Part(
        _("Nội dung"),
        (
            Ask("adults", _("Cách ly khỏi: cha, mẹ, người chăm sóc"), required=True),
            Ask("reason", _("Lý do"), "long", True),
            Ask("safe_place", _("Nơi an toàn"), required=True),
            Ask("carer", _("Người, cơ sở chăm sóc thay thế"), required=True),
            Ask("informed", _("Công an, cơ sở dịch vụ đã được báo"), "long"),
        ),
    ),
)
LIFTING = (
    Part(
        _("Quyết định"),
        (
            Ask("number", _("Số quyết định"), required=True),
            Ask("last_day", _("Ngày cuối của việc cách ly"), "date", True),
            Ask("reason", _("Căn cứ: người chăm sóc bảo đảm an toàn cho trẻ"), "long", True),
        ),
    ),
)
