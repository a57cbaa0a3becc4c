"""The personal id (số định danh, NĐ 137/2015 Art. 13): PPP G YY RRRRRR. It may disagree with a corrected birth or
sex, so it is pointed out, and never a reason to refuse a child."""

from django.utils.translation import gettext as _


def masked(number: str | None) -> str:
    """First and last three digits: ``010******123``."""
    return f"{number[:3]}******{number[-3:]}" if number else ""


def doubts(number: str | None, *, sex: str, birth_year: int) -> list[str]:
    """What the number's digits say against the file, one sentence each; nothing when they agree.

    The fourth digit tells century and sex (2000s: 2 male, 3 female), the next two the year of birth.
    """
    if not number:
        return []
    said = []
    century, female = divmod(int(number[3]), 2)
    year = 1900 + century * 100 + int(number[4:6])
    if year != birth_year:
        said.append(
            _("Số định danh nói năm sinh %(told)s, hồ sơ ghi %(held)s. Hãy so với giấy khai sinh.")
            % {"told": year, "held": birth_year}
        )
    if sex in ("male", "female") and (sex == "female") != bool(female):
        said.append(
            _("Số định danh nói giới tính nữ, hồ sơ ghi nam. Hãy so với giấy khai sinh.")
            if female
            else _("Số định danh nói giới tính nam, hồ sơ ghi nữ. Hãy so với giấy khai sinh.")
        )
    return said
