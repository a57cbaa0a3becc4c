"""The fields of the papers from the detailed assessment to the end of a case (Mẫu 03-06). Layout unverified."""

from django.utils.translation import gettext_lazy as _

from children.casework.papers import Ask, Part, level, yes_no
from children.models.transfer import ServiceKind

OUTCOMES = (("close", _("kết thúc, đóng hồ sơ")), ("continue", _("tiếp tục, lập kế hoạch mới")))
MEASURE_LEVELS = (("prevention", _("phòng ngừa")), ("support", _("hỗ trợ")), ("intervention", _("can thiệp")))
BASIS = (
    ("consent", _("có sự đồng ý giới thiệu đến dịch vụ")),
    ("danger", _("bảo vệ khẩn cấp tính mạng, sức khỏe của trẻ")),
)
SERVICES = tuple((str(kind.value), kind.label) for kind in ServiceKind)

DETAILED = (
    Part(
        _("Thông tin theo Điều 27 khoản 1"),
        (
            Ask("body_mind", _("a) Thể chất, tâm lý, tình cảm của trẻ"), "long", True),
            Ask("family", _("b) Gia đình, các mối quan hệ, khả năng bảo vệ của cha mẹ"), "long", True),
            Ask("factors", _("c) Yếu tố dẫn đến xâm hại, hoặc khiến trẻ còn ở hoàn cảnh đặc biệt"), "long", True),
            Ask("schooling", _("d) Học tập, nhận thức, khả năng tự bảo vệ"), "long", True),
            Ask("community", _("đ) Sự an toàn, hỗ trợ của cộng đồng"), "long", True),
            Ask("child_opinion", _("g) Ý kiến, nguyện vọng của trẻ"), "long", True),
            Ask(
                "adult_opinion",
                _("h) Ý kiến của cha mẹ, người chăm sóc"),
                "long",
                help=_("Không hỏi người gây tổn hại cho trẻ; khi đó ghi lý do."),
            ),
        ),
    ),
    Part(
        _("e) Nhu cầu"),
        (
            Ask("need_medical", _("Y tế")),
            Ask("need_social", _("Trợ giúp xã hội")),
            Ask("need_education", _("Giáo dục, dạy nghề")),
            Ask("need_legal", _("Trợ giúp pháp lý")),
            Ask("need_counselling", _("Tư vấn, trị liệu tâm lý")),
            Ask("need_other", _("Khác")),
        ),
    ),
    Part(
        _("Kết luận"),
        (
            level("risk", _("Mức độ nguy cơ")),
            yes_no("carer_safe", _("Cha mẹ, người chăm sóc bảo đảm an toàn cho trẻ")),
        ),
    ),
)
MINUTES = (
    Part(
        _("Cuộc họp"),
        (
            Ask("place", _("Nơi họp"), required=True),
            Ask("present", _("Thành phần dự họp"), "long", True),
            Ask("discussed", _("Nội dung trao đổi"), "long", True),
            Ask("level", _("Cấp độ biện pháp"), "choice", True, MEASURE_LEVELS),
            Ask("concluded", _("Kết luận: các biện pháp được chọn"), "long", True),
        ),
    ),
)
PLAN = (
    Part(
        _("Mục tiêu"),
        (Ask("goals", _("Mục tiêu"), "long", True, help=_("Mỗi dòng một mục tiêu, có ngày đạt.")),),
    ),
    Part(
        _("Biện pháp, dịch vụ"),
        (
            Ask(
                "services",
                _("Biện pháp, dịch vụ"),
                "rows",
                True,
                columns=(
                    Ask("what", _("Biện pháp, dịch vụ"), required=True),
                    Ask("kind", _("Loại"), "choice", False, SERVICES),
                    Ask("starts", _("Bắt đầu"), "date", True),
                    Ask("ends", _("Kết thúc"), "date", True),
                    Ask("responsible", _("Chịu trách nhiệm"), required=True),
                    Ask("provider", _("Nơi cung cấp")),
                    Ask("cost", _("Dự toán (đồng)"), "number"),
                ),
            ),
        ),
    ),
    Part(
        _("Theo dõi"),
        (
            Ask("visits", _("Thăm, theo dõi: ai, bao lâu một lần"), "long", True),
            Ask("next_visit", _("Lần thăm đầu tiên"), "date", True),
        ),
    ),
)
DECISION = (
    Part(
        _("Quyết định"),
        (
            Ask("number", _("Số quyết định"), required=True),
            Ask("effective", _("Có hiệu lực từ ngày"), "date", True),
            Ask("doers", _("Cơ quan, cá nhân thực hiện"), "long", True),
        ),
    ),
)
SENDING = (
    Part(
        _("Đã gửi"),
        (
            Ask("to", _("Cơ quan, người thực hiện; cha mẹ, người chăm sóc"), "long", True),
            Ask("how", _("Gửi bằng cách nào")),
        ),
    ),
)
REFERRAL = (
    Part(
        _("Giới thiệu và bàn giao"),
        (
            Ask("kind", _("Dịch vụ"), "choice", True, SERVICES),
            Ask("provider", _("Cơ sở tiếp nhận"), required=True),
            Ask("handed_to", _("Người nhận bàn giao"), required=True),
            Ask("told", _("Những gì đã nói, đã giao"), "long", True),
            Ask("basis", _("Căn cứ chia sẻ thông tin"), "choice", True, BASIS),
        ),
    ),
)
VISIT = (
    Part(
        _("Lần thăm"),
        (
            Ask("met", _("Đã gặp ai"), required=True),
            Ask("found", _("Tình trạng của trẻ"), "long", True),
            Ask("services", _("Các dịch vụ đang thực hiện đến đâu"), "long", True),
            Ask("changes", _("Cần điều chỉnh gì"), "long"),
            Ask("next_visit", _("Lần thăm tiếp theo"), "date", help=_("Để trống khi đến kỳ rà soát.")),
        ),
    ),
)
REVIEW = (
    Part(
        _("Mức độ tổn hại"),
        (
            level("harm", _("Tổn hại còn nghiêm trọng")),
            level("access", _("Khả năng đối tượng tiếp cận trẻ")),
            level("obstacles", _("Trở ngại trong môi trường chăm sóc")),
        ),
    ),
    Part(
        _("Khả năng tự bảo vệ, phục hồi"),
        (
            level("own_protection", _("Khả năng tự bảo vệ")),
            level("recovery", _("Khả năng phục hồi")),
        ),
    ),
    Part(
        _("Kết luận"),
        (
            Ask("results", _("Kết quả thực hiện kế hoạch"), "long", True),
            yes_no("risk_remains", _("Còn nguy cơ bị xâm hại")),
            yes_no("stable", _("Thể chất, tâm lý, tình cảm của trẻ đã ổn định")),
            Ask("outcome", _("Đề xuất"), "choice", True, OUTCOMES),
            Ask("early_reason", _("Lý do rà soát trước khi kế hoạch hết hạn"), "long"),
        ),
    ),
)
FILING = (
    Part(
        _("Lưu hồ sơ"),
        (
            Ask("kept", _("Nơi lưu, số hồ sơ"), required=True),
            yes_no("database", _("Đã cập nhật cơ sở dữ liệu quốc gia về trẻ em")),
        ),
    ),
)
