"""Lists as they really are: workbook → cells → columns → cleaned rows → check against the register."""
