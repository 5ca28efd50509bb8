"""How fast and how big: measured as ratios within one run, on whatever machine this is."""
