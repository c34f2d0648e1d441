"""What is left of a letter's HTML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailreg.message.html_text import MAX_HTML
from mailreg.web.sanitising import ATTRIBUTES, TAGS, WIDEST, sanitised

LINK = 'target="_blank" rel="noopener nofollow noreferrer"'
KEPT = [
    ("<p>Hej <b>du</b></p>", "<p>Hej <b>du</b></p>"),
    (
        "<table><tr><th scope=row>Namn<td colspan=2>Eva</table>",
        '<table><tbody><tr><th scope="row">Namn</th><td colspan="2">Eva</td></tr></tbody></table>',
    ),
    ("<ol start=3><li>Ett</ol>", '<ol start="3"><li>Ett</li></ol>'),
    ("<font color=red>i rött</font>", "i rött"),
    ("<p style='color:#fff'>vitt på vitt</p>", "<p>vitt på vitt</p>"),
    ("<p class=MsoNormal id=x lang=sv dir=rtl title=t>Hej<o:p></o:p></p>", "<p>Hej</p>"),
    ("<!--[if mso]><p>Outlook</p><![endif]--><p>Hej</p>", "<p>Hej</p>"),
    ('<img src="http://e.example/x.png" alt="Solby kommun">', "[Solby kommun]"),
    ("<img src=cid:1><img src=data:image/png;base64,AA>", ""),
    (
        "<a href='https://e.example/?a=1'>Bank</a>",
        f'<a href="https://e.example/?a=1" {LINK}>Bank &lt;https://e.example/?a=1&gt;</a>',
    ),
    (
        "<a href='https://e.example'>https://e.example</a>",
        f'<a href="https://e.example" {LINK}>https://e.example</a>',
    ),
    (
        "<a href='mailto:eva@solby.example'>eva@solby.example</a>",
        f'<a href="mailto:eva@solby.example" {LINK}>eva@solby.example</a>',
    ),
]
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "handler": "<p onclick=alert(1) onmouseover='alert(1)'>Hej</p>",
    "image": "<img src=x onerror=alert(1)>",
    "tracking": '<img src="https://evil.example/pixel.gif?who=eva" width=1 height=1>',
    "background": "<table background=https://evil.example/x><tr><td background=//evil.example>a",
    "svg": "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>a",
    "math": "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1"
    " onerror=alert(1)&gt;'>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "template": "<template><img src=x onerror=alert(1)></template>",
    "select": "<select><style></select><img src=x onerror=alert(1)></style>",
    "xmp": "<xmp></xmp><img src=x onerror=alert(1)>",
    "refresh": "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "base": "<base href='https://evil.example/'><a href='x'>a</a>",
    "form": "<form action='https://evil.example/'><input name=q><button formaction=x>Skicka</form>",
    "frame": "<iframe src='https://evil.example/' srcdoc='<script>alert(1)</script>'></iframe>",
    "object": "<object data='https://evil.example/'></object><embed src='https://evil.example/'>",
    "style": "<style>@import url(https://evil.example/x.css);</style><p style='background:url("
    "https://evil.example/x)'>Hej</p>",
    "sheet": "<link rel=stylesheet href='https://evil.example/x.css'>",
    "javascript": "<a href='java\nscript:alert(1)'>a</a><a href=' javascript:alert(1)'>b</a>",
    "data": "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "relative": "<a href='/accounts'>a</a><a href='//evil.example'>b</a><a href='?x'>c</a>",
    "alternative": '<img alt="<script>alert(1)</script>"><img alt=\'"><script>\'>',
    "in a link": "<a href='https://e.example/\"><script>alert(1)</script>'>a</a>",
    "ends": "</body></html></iframe></td><script>alert(1)</script>",
    "cdata": "<![CDATA[<script>alert(1)</script>]]><?xml version='1.0'?><!DOCTYPE x>",
    "null": "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "plaintext": "<plaintext><script>alert(1)</script>",
}
HEAVY = {
    "rows": "<table>" + "<tr>" + "<td style='x'>a</td>" * 10,
    "deep": "<div>",
    "bold": "<b>",
    "formatting": "<b><i><u><em><strong><s><small><code>",
    "paragraphs": "<p><b><i><u><em><strong><s><small><div>x</div>",
    "links": "<a href=https://e.example>",
    "tables": "<table><tr><td>",
    "spans": "<td colspan=1000000 rowspan=1000000>",
    "entities": "&amp;&lt;&#x41;",
    "comments": "<!--",
    "brackets": "<",
    "attributes": "<p a=1 ",
}
SCHEME = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


class Elements(HTMLParser):
    """What stands in HTML, as something that is no browser sees it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def strange(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Elements that should not be there, or have an attribute that they should not."""
    known = {tag: ATTRIBUTES.get(tag, frozenset()) for tag in TAGS}
    known["a"] = frozenset({"href", "rel", "target"})
    return [
        (tag, given)
        for tag, given in Elements(html).found
        if tag not in known
        or given.keys() - known[tag]
        or not SCHEME.match(given.get("href") or "https:")
    ]


@pytest.mark.parametrize(("html", "shown"), KEPT)
def test_what_a_letter_says_is_kept(html: str, shown: str) -> None:
    assert sanitised(html) == shown


@pytest.mark.parametrize("html", HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.parametrize("around", ["%s", "<table><tr><td>%s", "<p><b>%s</p>", "<svg>%s</svg>"])
def test_nothing_hostile_is_left(html: str, around: str) -> None:
    shown = sanitised(around % html)
    assert strange(shown) == []
    assert "alert" not in re.sub(r"&lt;.*?&gt;|\[.*?\]|alert\(1\)(?!\s*[\"'>])", "", shown)


@given(st.lists(st.sampled_from(sorted({*HOSTILE.values(), *HEAVY.values(), "</p>", "'>"}))))
def test_no_mixture_of_them_leaves_anything_else(pieces: list[str]) -> None:
    assert strange(sanitised("".join(pieces))) == []


def test_what_was_made_fit_stays_as_it_is() -> None:
    once = sanitised("<table><tr><td>a<p>b<ul><li>c</table>")
    assert sanitised(once) == once


@pytest.mark.parametrize("piece", HEAVY.values(), ids=list(HEAVY))
def test_a_heavy_letter_stays_in_bounds(piece: str) -> None:
    shown = sanitised((piece * (MAX_HTML // len(piece)))[:MAX_HTML])
    assert len(shown) < 10 * MAX_HTML
    assert strange(shown[:20_000].rpartition("<")[0]) == []


def test_a_cell_spans_no_more_than_a_page_has_room_for() -> None:
    html = f"<table><tr><td colspan={WIDEST + 1} rowspan=0>a</td></tr></table>"
    assert "span" not in sanitised(html)
