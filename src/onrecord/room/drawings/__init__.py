"""Drawings: where the parts of a picture stand. Templates of the same names draw them as SVG.

Places across are percentages, so that a picture is as wide as its place and its words stay as large as all others;
places down are pixels.
"""
