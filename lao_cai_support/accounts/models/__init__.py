"""People and their memberships."""

from .membership import Membership
from .user import User

__all__ = ["Membership", "User"]
