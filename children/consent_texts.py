"""The words read out and signed for each purpose (Luật 91/2025 Art. 9, NĐ 356/2025 Art. 6).

They are signed in Vietnamese whatever language the page speaks, so they are no part of the catalogue. Whoever
changes a text raises VERSION: a consent keeps the version it was given to.
"""

import hashlib

from children.models.consent import Purpose

VERSION = 1

_ALL = (
    "Tôi là người đại diện hợp pháp của trẻ và không phải là người bị nghi xâm hại trẻ. Cán bộ đã đọc cho tôi nghe và "
    "giải thích: đây là dữ liệu cá nhân nhạy cảm của trẻ em; không đồng ý cũng không ảnh hưởng đến việc trẻ được hỗ "
    "trợ; tôi, và trẻ từ đủ 7 tuổi, được rút lại sự đồng ý bất cứ lúc nào tại UBND xã; sau khi rút, dữ liệu không còn "
    "được dùng cho mục đích này. "
)
_OWN: dict[str, str] = {
    Purpose.SPONSOR_NAME: (
        "Tôi đồng ý cho UBND xã báo cho nhà tài trợ ghi trong phiếu này biết những dữ liệu đã đánh dấu của trẻ, chỉ để "
        "phối hợp hỗ trợ trẻ. Nhà tài trợ không được công bố hoặc chuyển cho người khác."
    ),
    Purpose.SPONSORSHIP: (
        "Tôi đồng ý để nhà tài trợ ghi trong phiếu này đỡ đầu trẻ hằng tháng, được biết những dữ liệu đã đánh dấu và "
        "tình hình học tập, sức khỏe của trẻ trong thời gian đỡ đầu. Nhà tài trợ không được công bố các dữ liệu đó."
    ),
    Purpose.PICTURE: (
        "Tôi đồng ý cho dùng hình ảnh, giọng nói của trẻ trên trang công khai của chương trình. Hình ảnh không kèm địa "
        "chỉ nhà, tên trường và hoàn cảnh riêng của trẻ."
    ),
    Purpose.STORY: (
        "Tôi đồng ý cho đăng câu chuyện của trẻ trên báo, đài hoặc mạng xã hội, chỉ với những dữ liệu đã đánh dấu. Tôi "
        "được đọc bản thảo trước khi đăng."
    ),
    Purpose.NGO: (
        "Tôi đồng ý cho UBND xã chia sẻ những dữ liệu đã đánh dấu của trẻ với tổ chức ghi trong phiếu này để tổ chức đó "
        "hỗ trợ trẻ. Tổ chức không được dùng vào việc khác và phải xóa khi việc hỗ trợ kết thúc."
    ),
    Purpose.REFERRAL: (
        "Tôi đồng ý để UBND xã giới thiệu trẻ đến cơ sở cung cấp dịch vụ và bàn giao những dữ liệu đã đánh dấu cần cho "
        "việc chăm sóc, điều trị, học tập hoặc tư vấn của trẻ."
    ),
}


def text_of(purpose: str) -> str:
    """The words of the purpose, as they are signed today."""
    return _ALL + _OWN[purpose]


def sha256_of(purpose: str) -> str:
    return hashlib.sha256(text_of(purpose).encode()).hexdigest()
