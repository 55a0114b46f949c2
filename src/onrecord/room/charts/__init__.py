"""Charts: the positions of the shapes in each chart. Templates turn them into SVG.

Horizontal positions are percentages, so that a chart fills its width while its text keeps its size; vertical positions
are pixels from the top.
"""
