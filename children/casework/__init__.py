"""Case work by NĐ 56/2017: papers and their fields, clocks, working days, the state computed from the record."""
