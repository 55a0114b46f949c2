"""Parse the markup of an HTML page, within limits on its elements, attributes and declarations."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree
from lxml.etree import LxmlError
from lxml.etree import _Element as Element

from onrecord.articles.tags import SHADOW_ROOT, SplitElements, UnshownElements, find_tags
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.types import Page

NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML library accepts. Otherwise "<\\0?xml" would not be recognised as a declaration."""
# Elements that may have a shadow root. In others its template is not shown.
_IS_HOST = re.compile(r"article|aside|blockquote|body|div|footer|h[1-6]|header|main|nav|p|section|span|\w+-.*")
# <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "...">
_DECLARATIONS = re.compile(r"(?:<(?:\?xml| ?! ?doctype)[^>]*+>?\s*+)++", re.IGNORECASE)


def limit_markup(page: Page, text: str, *, settings: Settings) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` for the parser, with warnings about omissions.

    The parser takes quadratic time for the attributes of a tag, and declarations are not part of a page.
    """
    markup, warnings = NOT_XML.sub("", text), []
    declarations = _DECLARATIONS.match(markup)
    limit = settings.max_declaration_characters
    if declarations and len(declarations[0].rstrip()) > limit:
        warnings.append(f"The declarations before the page are longer than {limit:,} characters; they were left out.")
        markup = markup[declarations.end() :]
    if markup.count("<") > settings.max_elements:
        elements = (tag for tag in find_tags(markup, max_attributes=settings.max_tag_attributes) if tag["name"])
        if next(islice(elements, settings.max_elements, None), None):
            raise too_many_elements(page, settings.max_elements)
    split_elements, unshown_elements, surplus = SplitElements(), UnshownElements(), []
    for tag in find_tags(markup, max_attributes=settings.max_tag_attributes, skips_plain=True):
        surplus += [(tag.span("rest"), "")] if tag["rest"] else []
        split_elements.add(tag)
        unshown_elements.add(tag)
    if surplus:
        warnings.append(f"A tag has more than {settings.max_tag_attributes:,} attributes; the rest were left out.")
    pieces, kept_to = [], 0
    omissions = [(span, "") for span in unshown_elements.contents]
    for (start, end), replacement in sorted(omissions + surplus + split_elements.renames + unshown_elements.renames):
        if start >= kept_to:
            pieces += [markup[kept_to:start], replacement]
            kept_to = end
    return "".join(pieces) + markup[kept_to:], tuple(warnings)


def too_many_elements(page: Page, limit: int) -> UnreadableError:
    """Return the error for a page of more than ``limit`` elements."""
    return UnreadableError(
        page.source,
        f"it has more than {limit:,} elements, far more than a news page",
        advice="Save the article's text as plain text, or raise ONRECORD_MAX_ELEMENTS.",
    )


def parse(page: Page, markup: str) -> tuple[Element, bool]:
    """Parse ``markup`` without comments and processing instructions; return also false if it is nested too deep.

    The parser fetches nothing and expands no entity that the page declares, so that a page cannot read local files
    or grow without limit ("billion laughs").
    """
    # Not ``lxml.html``, which is slower: it looks up the class of each element, for methods that are not used here.
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True, no_network=True, encoding="utf-8")
    try:
        tree: Element | None = etree.fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise no_article_error(page) from error
    if tree is None:
        raise no_article_error(page)
    if SHADOW_ROOT in markup:
        _show_shadow_roots(tree)
    return tree, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _show_shadow_roots(tree: Element) -> None:
    """Leave out what shadow roots replace: all of their hosts but the children for which they have slots.

    "<div><template shadowrootmode=open><slot></slot></template><p>It ran.</p></div>" shows the paragraph, and without
    the slot it does not (https://html.spec.whatwg.org/multipage/scripting.html#the-template-element).
    """
    hosts: set[Element] = set()
    for shadow_root in [*tree.iter(SHADOW_ROOT)]:
        host = shadow_root.getparent()
        if host is None or host in hosts or host.tag == SHADOW_ROOT or not _IS_HOST.fullmatch(str(host.tag)):
            _remove(shadow_root)
            continue
        hosts.add(host)
        slots = {slot.get("name") or "" for slot in shadow_root.iter("slot")}
        if "" not in slots:
            host.text = None
        for child in [*host]:
            if "" not in slots:
                child.tail = None
            if child is not shadow_root and (child.get("slot") or "") not in slots:
                _remove(child)


def _remove(element: Element) -> None:
    """Remove ``element`` from its parent, but not the text that follows it."""
    parent = element.getparent()
    if parent is not None:
        before = element.getprevious()
        if element.tail and before is not None:
            before.tail = (before.tail or "") + element.tail
        elif element.tail:
            parent.text = (parent.text or "") + element.tail
        parent.remove(element)


def no_article_error(page: Page) -> UnreadableError:
    return UnreadableError(
        page.source,
        "no article was found in it",
        advice="Check in a browser that it shows an article. If a script loads it, save the page from the browser.",
    )
