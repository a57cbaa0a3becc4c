"""Files that come in: lists, pictures, papers. Each is checked before anything else reads it.

Every check raises ``Refusal`` with one sentence for the person who uploads, and gives back the bytes that may
be kept. Nothing is trusted from the browser but the name's ending, and that must agree with the content.
"""

from lao_cai_support.web.uploads.lists import check_workbook
from lao_cai_support.web.uploads.papers import Paper, check_paper
from lao_cai_support.web.uploads.pictures import Picture, check_picture

__all__ = ["Paper", "Picture", "check_paper", "check_picture", "check_workbook"]
