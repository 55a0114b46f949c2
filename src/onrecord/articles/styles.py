"""Declarations that hide the text of an element: "display: none", "left: calc(0px - 9999px)", "filter: blur(9px)"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from onrecord.articles.style_values import COLOR, NUMBER, read_color, read_values

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})
_ZERO = r"[+-]?(?:0++(?:\.0*+)?|\.0++)(?:%|[a-z]++)?"
# Too little to be read: an opacity of 0.05 or 5%, a letter of 2px or 0.1em, a box of 1px, a blur of 3px.
_FAINT = rf"(?:{_ZERO}|[+-]?0*+\.0\d*+|[+-]?\d(?:\.\d*+)?%)"
_TINY = rf"(?:{_ZERO}|[01](?:\.\d*+)?p[xt]|0*+\.0\d*+[a-z%]++)"
_TINY_LETTER = rf"(?:{_TINY}|2(?:\.\d*+)?p[xt]|0*+\.1\d*+r?em|1?\d(?:\.\d*+)?%)"
_STRONG_BLUR = r"(?:(?:[3-9]|\d{2,}+)(?:\.\d*+)?px|(?:0?\.[2-9]\d*+|[1-9]\d*+(?:\.\d*+)?)r?em)"
# Beyond the edge of any screen: "-9999px", "-99em", "9999px", "200vw". A story may begin above the lower edge of its
# picture, "margin-top: -120px", and a column may be moved by its width, "margin-left: -100%".
_FAR_MARGIN = (
    r"-(?:(?:\d{4,}+(?:\.\d*+)?|\d++(?:\.\d*+)?e\d++)p[xt]|(?:[5-9]\d|\d{3,}+)(?:\.\d*+)?r?em|\d{3,}+(?:\.\d*+)?v[wh])"
)
_FAR = (
    rf"(?:{_FAR_MARGIN}|-\d{{3,}}+(?:\.\d*+)?[a-z%]++"
    r"|(?<![\d.])(?:(?:[2-9]\d{3}|\d{5,}+)(?:\.\d*+)?px|[2-9]\d\d(?:\.\d*+)?v[wh]))"
)
_POSITIONS = ("left", "right", "top", "bottom", "inset-inline-start", "inset-inline-end", "inset-block-start")
# Values of properties with which a text has no place, no size or no colour.
_INVISIBLE_VALUES = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "content-visibility": re.compile("hidden"),
    "opacity": re.compile(_FAINT),
    "font-size": re.compile(_TINY_LETTER),
    "zoom": re.compile(_FAINT),
    "scale": re.compile(rf"{_FAINT}(?: .*)?"),
    "text-indent": re.compile(_FAR),
    "letter-spacing": re.compile(rf"{_FAR}|-(?:0?\.[5-9]\d*+|[1-9]\d*+(?:\.\d*+)?)r?em"),
    "mask-size": re.compile(rf"{_ZERO}(?: {_ZERO})?"),
    "text-security": re.compile("disc|circle|square"),
    **dict.fromkeys(_POSITIONS, re.compile(_FAR)),
    **dict.fromkeys(("margin-left", "margin-top", "margin-inline-start"), re.compile(_FAR_MARGIN)),
}
# Properties with several values, of which one is enough.
_INVISIBLE_PARTS = {
    # "0/0 a" and "italic 0px serif", not "1em / 0 serif".
    "font": re.compile(rf"(?<!\S)(?<!/ ){_TINY_LETTER}[ /]"),
    "filter": re.compile(rf"\bopacity\(\s*+{_FAINT}\s*+\)|\bblur\(\s*+{_STRONG_BLUR}\s*+\)"),
    **dict.fromkeys(("inset", "translate"), re.compile(rf"(?<!\S){_FAR}")),
    "transform": re.compile(
        rf"\b(?:scale(?:[xy]|3d)?\(\s*+{_FAINT}\s*+[,)]|translate(?:[xy]|3d)?\(\s*+(?:[^,()]*+,\s*+)?{_FAR})"
    ),
}
# "rotateX(90deg)", "rotate3d(0, 1, 0, .25turn)" and "y 90deg" show the edge of a text, "rotateY(180deg)" its back.
_TURN = re.compile(
    rf"(?:\brotate[xy]\(|\brotate3d\((?!\s*+0\s*+,\s*+0\s*+,)(?:[^,()]*+,){{3}}|(?<!\S)[xy] )"
    rf"\s*+-?(?P<number>{NUMBER})(?P<unit>deg|turn|g?rad)"
)
_DEGREES = {"deg": 1.0, "turn": 360.0, "grad": 0.9, "rad": 180 / math.pi}
# "matrix(1, 0, 0, 0, 0, 0)": the first four numbers are the axes of a text.
_MATRIX = re.compile(r"\bmatrix\((?P<axes>[^()]*+)\)")
_MATRIX_NUMBER = re.compile(rf"[+-]?{NUMBER}")
_EDGE_ON = 0.06
"""The cosine of 86.6 degrees: a letter of 16px is 1px wide."""
_SHAPE = re.compile(r"(?P<name>rect|inset|circle|ellipse|polygon|xywh)\((?P<sizes>[^()]*+)\)")
_SHAPE_SIZE = re.compile(r"[^\s,]++")
_SHAPE_END = re.compile(r"\b(?:at|round)\b")
_PERCENTAGE = re.compile(rf"-?{NUMBER}%")
_IS_ZERO = re.compile(_ZERO)
_NO_SIZE = re.compile(_TINY)
_WIDTHS = ("width", "max-width", "inline-size", "max-inline-size")
_HEIGHTS = ("height", "max-height", "block-size", "max-block-size", "line-height")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y", "contain")
_CLIPS = re.compile(r"\b(?:hidden|clip|auto|scroll|paint|strict|content)\b")
_GROWS = re.compile(r"0*+\.?0*+[1-9]|auto")
_FULL_INDENT = re.compile(r"[1-9]\d\d++%")
_BACKGROUNDS = ("background", "background-color", "background-image", "background-clip")
_MOST_DIFFERENCE = 16
"""Of 255: letters in #f0f0f0 on white are not seen, those in #eee hardly."""
_LEAST_ALPHA = 0.1
_PICTURES = re.compile(r"(?:gradient|url|image|image-set)\(")
_PROPERTIES = frozenset(_INVISIBLE_VALUES).union(
    *(_INVISIBLE_PARTS, _WIDTHS, _HEIGHTS, _OVERFLOWS, _BACKGROUNDS),
    ("color", "text-fill-color", "clip", "clip-path", "mask", "mask-image", "rotate", "backface-visibility"),
    ("min-width", "min-height", "padding-bottom", "flex", "flex-grow", "text-overflow"),
    ("animation", "animation-fill-mode", "text-decoration", "text-decoration-line"),
)


def is_invisible(style: str, variables: Mapping[str, str] = NO_VARIABLES) -> bool:
    """Return true if an element with the declarations ``style`` shows no text: "opacity: 0", "left: -9999px".

    ``variables`` are the custom properties of the page's root: {"--accent": "#fff"}.
    """
    values = read_values(style, variables, properties=_PROPERTIES)
    # "opacity: 0; animation: appear 1s forwards"
    stays = any(
        "forwards" in value or "both" in value for name, value in values.items() if name.startswith("animation")
    )
    for name, value in values.items():
        if stays and name not in {"display", "visibility"}:
            continue
        if (name in _INVISIBLE_VALUES and _INVISIBLE_VALUES[name].fullmatch(value)) or (
            name in _INVISIBLE_PARTS and _INVISIBLE_PARTS[name].search(value)
        ):
            return True
    return (
        "line-through" in values.get("text-decoration", values.get("text-decoration-line", ""))
        or _has_no_color(values)
        or _has_no_area(values)
        or any(_is_turned_away(values[name], values) for name in ("transform", "rotate") if name in values)
        or any(_is_empty_shape(values[name]) for name in ("clip", "clip-path") if name in values)
    )


def _has_no_color(values: Mapping[str, str]) -> bool:
    """Return true if letters are transparent, or nearly in the colour of their background, or masked out."""
    mask = values.get("mask-image", values.get("mask", ""))
    if "gradient(" in mask and "url(" not in mask:
        # "linear-gradient(#000, transparent)" shows the beginning.
        colors = [read_color(match[0]) for match in COLOR.finditer(mask)]
        if colors and all(color is not None and color[3] < _LEAST_ALPHA for color in colors):
            return True
    name = "text-fill-color" if "text-fill-color" in values else "color"
    color = read_color(values[name]) if name in values else None
    if color is None:
        return False
    backgrounds = " ".join(values[name] for name in _BACKGROUNDS if name in values)
    has_picture = _PICTURES.search(backgrounds) is not None
    if color[3] < _LEAST_ALPHA:
        # Letters cut out of a picture: "background: linear-gradient(red, blue); background-clip: text".
        return not (has_picture and "text" in values.get("background-clip", backgrounds))
    background = read_color(backgrounds) if backgrounds and not has_picture else None
    return (
        background is not None
        and background[3] > 1 - _LEAST_ALPHA
        and max(abs(letter - ground) for letter, ground in zip(color[:3], background[:3], strict=True))
        <= _MOST_DIFFERENCE
    )


def _has_no_area(values: Mapping[str, str]) -> bool:
    """Return true if a box has no width or height and clips what overflows it."""
    if not any(_CLIPS.search(values[name]) for name in _OVERFLOWS if name in values):
        return False
    if _FULL_INDENT.fullmatch(values.get("text-indent", "")):
        return True
    # "width: 0; flex: 1" grows, and so do "width: 1px; min-width: 100%" and "height: 0; padding-bottom: 56.25%".
    grows = _GROWS.match(values.get("flex", values.get("flex-grow", "")))
    is_wide = grows or not _NO_SIZE.fullmatch(values.get("min-width", "0"))
    is_high = "%" in values.get("padding-bottom", "") or not _NO_SIZE.fullmatch(values.get("min-height", "0"))
    sizes = {*(() if is_wide else _WIDTHS), *(() if is_high else _HEIGHTS)}
    if "text-overflow" in values:
        # The cell of a table: "max-width: 0; overflow: hidden; text-overflow: ellipsis".
        sizes.discard("max-width")
    return any(_NO_SIZE.fullmatch(values[name]) for name in sizes if name in values)


def _is_turned_away(value: str, values: Mapping[str, str]) -> bool:
    """Return true if the transformation ``value`` shows the edge of a text, or its back, which is hidden."""
    for turn in _TURN.finditer(value):
        cosine = math.cos(math.radians(float(turn["number"]) * _DEGREES[turn["unit"]] % 360))
        if abs(cosine) < _EDGE_ON or (cosine < 0 and values.get("backface-visibility") == "hidden"):
            return True
    for matrix in _MATRIX.finditer(value):
        numbers = [float(number) for number in _MATRIX_NUMBER.findall(matrix["axes"])]
        if len(numbers) == 6 and abs(numbers[0] * numbers[3] - numbers[1] * numbers[2]) < _EDGE_ON**2:
            return True
    return False


def _is_empty_shape(value: str) -> bool:
    """Return true if the shape to which ``value`` clips a box has no area: "inset(50%)", "rect(0, 0, 0, 0)"."""
    shape = _SHAPE.match(value)
    sizes = _SHAPE_SIZE.findall(_SHAPE_END.split(shape["sizes"])[0]) if shape else []
    match shape and shape["name"], len(sizes):
        case "inset", count if 1 <= count <= 4:
            right = sizes[min(count - 1, 1)]
            bottom, left = sizes[2] if count > 2 else sizes[0], sizes[3] if count > 3 else right
            return _percent(sizes[0]) + _percent(bottom) >= 100 or _percent(right) + _percent(left) >= 100
        case "rect", 4:
            pairs = zip(sizes[:2], sizes[2:], strict=True)
            return any(start == end != "auto" for start, end in pairs) or all(map(_NO_SIZE.fullmatch, sizes))
        case "polygon", count if count >= 4:
            points = sizes[count % 2 :]
            return len(set(points[::2])) == 1 or len(set(points[1::2])) == 1
        case "xywh", 4:
            return any(map(_IS_ZERO.fullmatch, sizes[2:]))
        case "circle" | "ellipse", _:
            return any(map(_IS_ZERO.fullmatch, sizes))
    return False


def _percent(size: str) -> float:
    return float(size[:-1]) if _PERCENTAGE.fullmatch(size) else 0.0
