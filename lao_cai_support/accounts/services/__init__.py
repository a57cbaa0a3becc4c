"""Acts on people and their roles."""

from .membership import end_membership, grant
from .person import new_password

__all__ = ["end_membership", "grant", "new_password"]
