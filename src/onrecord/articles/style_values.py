"""Values of declarations: variables and calculations are replaced, and colours are read."""

from __future__ import annotations

import math
import re
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from colorsys import hls_to_rgb
from functools import lru_cache

STYLE_COMMENT = re.compile(r"/\*(?:(?!\*/).)*+(?:\*/)?+|<!--|-->", re.DOTALL)
"""Comments, and the marks of HTML comments, which style sheets may have around them."""
# "d\\69 splay" and "dis\\play" are "display" (https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point).
_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_MAX_VALUE_CHARS = 200
_MAX_SUBSTITUTIONS = 8
_IMPORTANT = re.compile(r"!\s*+important")
NUMBER = r"(?:\d++(?:\.\d*+)?|\.\d++)"
_WHITES = (
    "white #fff snow #fffafa ivory #fffff0 ghostwhite #f8f8ff whitesmoke #f5f5f5 floralwhite #fffaf0 azure #f0ffff"
)
_COLORS = {
    "transparent": "#0000",
    "black": "#000",
    **dict(zip(_WHITES.split()[::2], _WHITES.split()[1::2], strict=True)),
}
COLOR = re.compile(
    rf"#(?P<hex>[0-9a-f]{{3,8}}+)(?![\w-])|\b(?P<model>rgb|hsl|hwb|(?:ok)?l(?:ab|ch))a?\((?P<parts>[^()]*+)\)"
    rf"|(?<![\w-])(?P<name>{'|'.join(_COLORS)})(?![\w-])"
)
_COLOR_PART = re.compile(rf"(?P<number>[+-]?{NUMBER})(?P<percent>%?)")
_VARIABLE = re.compile(r"var\(\s*+(?P<name>--[\w-]++)\s*+(?:,(?P<fallback>[^()]*+))?\)")
_CALCULATION = re.compile(r"(?<![\w-])(?P<name>calc|min|max|clamp)?\((?P<terms>[^()]*+)\)")
_OPERAND = re.compile(rf"(?P<sign>[+-]?)(?P<number>{NUMBER})(?P<unit>[a-z%]*+)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ch": 8.0, "%": 19.2, "vw": 19.2, "vh": 10.8}
"""Pixels of each unit on a screen of 1920 by 1080, in a box as wide as the screen."""


def read_variables(style: str) -> dict[str, str]:
    """Return the custom properties in the declarations ``style``, with their values."""
    return {name: value[:_MAX_VALUE_CHARS] for name, value in _read_pairs(style) if name.startswith("--")}


def _read_pairs(style: str) -> list[tuple[str, str]]:
    """Return the names and values of the declarations in ``style``."""
    pairs = [declaration.partition(":") for declaration in clean_style(style).split(";")]
    return [(name.strip(), value) for name, _, value in pairs]


def clean_style(style: str) -> str:
    """Return ``style`` in lower case without comments and escapes, which few styles have."""
    style = STYLE_COMMENT.sub("", style) if "/*" in style or "<!-" in style or "->" in style else style
    return (unescape(style) if "\\" in style else style).lower()


def unescape(text: str) -> str:
    """Replace the escapes of style sheets in ``text``."""
    return _STYLE_ESCAPE.sub(_read_escape, text)


def _read_escape(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    return escape[2] or (chr(code) if 0 < code < 0xD800 else "\ufffd")


def read_values(style: str, variables: Mapping[str, str], *, properties: Collection[str]) -> dict[str, str]:
    """Return the values of ``properties`` in the declarations ``style``, without browser prefixes and calculations.

    ``variables`` are the custom properties of the page's root.
    """
    values: dict[str, str] = {}
    pairs = _read_pairs(style)
    own_variables = {name: value for name, value in pairs if name.startswith("--")}
    if own_variables:
        variables = ChainMap(own_variables, variables)  # type: ignore[arg-type]
    for prefixed_name, value in pairs:
        name = prefixed_name.removeprefix("-webkit-").removeprefix("-moz-")
        if name in properties:
            values[name] = _resolve(value[:_MAX_VALUE_CHARS], variables)
    return values


def _resolve(value: str, variables: Mapping[str, str]) -> str:
    """Replace variables and calculations in ``value``, and collapse its white space."""
    if "!" in value:
        value = _IMPORTANT.sub("", value)
    if "var(" in value:
        value = _substitute(_VARIABLE, value, lambda match: _read_variable(match, variables))
    if "calc(" in value or "min(" in value or "max(" in value or "clamp(" in value:
        value = _substitute(_CALCULATION, value, _calculate)
    return " ".join(value.split())


def _substitute(pattern: re.Pattern[str], value: str, replace: Callable[[re.Match[str]], str]) -> str:
    """Replace the matches of ``pattern`` from the innermost outwards."""
    for _ in range(_MAX_SUBSTITUTIONS):
        before, value = value, pattern.sub(replace, value)[:_MAX_VALUE_CHARS]
        if value == before:
            break
    return value


def _read_variable(match: re.Match[str], variables: Mapping[str, str]) -> str:
    value = variables.get(match["name"], match["fallback"])
    return match[0] if value is None else value


def _calculate(match: re.Match[str]) -> str:
    """Return the value in pixels of "calc(1px - 100vw)", "min(0px, 1em)" or "(2 * 5px)"."""
    try:
        results = [_add_terms(part) for part in match["terms"].split(",")]
    except (ValueError, ZeroDivisionError):
        return match[0]
    numbers, name = [number for number, _ in results], match["name"]
    result = min(numbers) if name == "min" else max(numbers) if name == "max" else numbers[0]
    if name == "clamp" and len(numbers) == 3:
        result = max(numbers[0], min(numbers[1:]))
    return f"{result:.3f}{'px' if any(has_unit for _, has_unit in results) else ''}"


def _add_terms(terms: str) -> tuple[float, bool]:
    """Return the sum of ``terms``, "100vw - 2 * 3em", in pixels, and true if it has a unit."""
    total, product, has_unit, operator = 0.0, 0.0, False, "+"
    for token in terms.replace("*", " * ").replace("/", " / ").split():
        if token in {"+", "-", "*", "/"}:
            operator = token
            continue
        operand = _OPERAND.fullmatch(token)
        if operand is None or operand["unit"] not in _PIXELS:
            raise ValueError(token)
        number = float(operand["sign"] + operand["number"]) * _PIXELS[operand["unit"]]
        has_unit = has_unit or operand["unit"] != ""
        if operator in "+-":
            total, product = total + product, number if operator == "+" else -number
        else:
            product = product * number if operator == "*" else product / number
    return total + product, has_unit


@lru_cache(maxsize=1024)
def read_color(value: str) -> tuple[float, ...] | None:
    """Return the first colour in ``value``: red, green and blue from 0 to 255, and its opacity from 0 to 1.

    Of colours in rare notations, such as "oklch(1 0 0 / 0)", only the opacity is read.
    """
    match = COLOR.search(value)
    if match is None:
        return None
    digits = match["hex"] or (_COLORS[match["name"]][1:] if match["name"] else "")
    if digits:
        digits = "".join(digit * 2 for digit in digits) if len(digits) <= 4 else digits
        *parts, alpha = (int(digits[start : start + 2] or "ff", 16) for start in (0, 2, 4, 6))
        return *parts, alpha / 255
    shares = [(float(number), percent != "") for number, percent in _COLOR_PART.findall(match["parts"])]
    if len(shares) not in {3, 4}:
        return None
    alpha_share = next((number / 100 if is_share else number for number, is_share in shares[3:]), 1.0)
    if match["model"] not in {"rgb", "hsl"}:
        return math.nan, math.nan, math.nan, alpha_share
    if match["model"] == "hsl":
        hue, saturation, lightness = (number for number, _ in shares[:3])
        return *(255 * part for part in hls_to_rgb(hue / 360, lightness / 100, saturation / 100)), alpha_share
    return *(number * 2.55 if is_share else number for number, is_share in shares[:3]), alpha_share
