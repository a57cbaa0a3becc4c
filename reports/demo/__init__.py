"""The demonstration province: invented people in real places, built with the office's own acts on past days."""
