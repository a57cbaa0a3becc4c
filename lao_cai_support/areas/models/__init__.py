"""Places through time."""

from .place import School, Village
from .unit import AdministrativeUnit, DifficultyStatus, Level, Succession

__all__ = ["AdministrativeUnit", "DifficultyStatus", "Level", "School", "Succession", "Village"]
