"""A page as a browser reads it: its words, tags, attributes, and whether all that is opened is closed."""

import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
SHAPES = {"rect", "line"}


class Seen(HTMLParser):
    """What a page holds; words of scripts and styles are left out."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tags, self.attributes, self.open, self.texts = [], set(), [], [], {}
        self.feed(html)
        self.close()
        assert not self.open
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.texts[self.open[-1]] = data
        else:
            self.words.append(data)

    def values(self, name):
        return [value for _, key, value in self.attributes if key == name]


def check_alone(html, links=()):
    """Asserts that the page needs nothing from elsewhere, and says so to the browser; -> what was seen of it."""
    seen = Seen(html)
    policy = next(value for value in seen.values("content") if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("style", "script"):
        if tag in seen.tags:
            digest = base64.b64encode(hashlib.sha256(seen.texts[tag].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r"@import|url\((?!#)", seen.texts["style"])
    assert not {name for _, name, _ in seen.attributes if name.startswith("on") or name in ("style", "src", "srcset")}
    for href in seen.values("href"):
        assert re.fullmatch(r"#[\w-]+|feedback/[a-z0-9._-]+\.html", href), href
    identities = seen.values("id")
    assert len(identities) == len(set(identities))
    assert {href[1:] for href in seen.values("href") if href[0] == "#"} <= set(identities)
    return seen
