"""A page as a browser reads it: its words, tags, attributes, and whether every opened tag is closed."""

import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Element:
    """An element of a page with its attributes, contents and text."""

    def __init__(self, tag, attributes, parent=None):
        self.tag, self.attributes, self.parent, self.children, self.words = tag, dict(attributes), parent, [], []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def text(self):
        """Its words with single spaces."""
        return " ".join("".join(word if isinstance(word, str) else f" {word.text} " for word in self.words).split())

    def find_all(self, tag=None, **attributes):
        """All descendants with this tag and these attributes; `class_` is one of the classes."""
        class_ = attributes.pop("class_", None)
        found = []
        for child in self.children:
            fits = (tag is None or child.tag == tag) and (class_ is None or class_ in child.classes)
            wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
            if fits and wanted.items() <= child.attributes.items():
                found.append(child)
            found += child.find_all(tag, **attributes, **({"class_": class_} if class_ else {}))
        return found

    def find(self, tag=None, **attributes):
        """The first such element; None if there is none."""
        return next(iter(self.find_all(tag, **attributes)), None)


class Page(HTMLParser):
    """A page's contents; its text excludes scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.root = self.here = Element("", {})
        self.words, self.tags, self.attributes, self.sources = [], set(), [], {}
        self.feed(html)
        self.close()
        assert self.here is self.root, f"<{self.here.tag}> is not closed"
        self.text = " ".join("".join(self.words).split())
        self.find, self.find_all = self.root.find, self.root.find_all

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        element = Element(tag, attributes, self.here)
        self.here.children.append(element)
        self.here.words.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.here = self.here.parent

    def handle_endtag(self, tag):
        assert self.here.tag == tag
        self.here = self.here.parent

    def handle_data(self, data):
        if self.here.tag in ("script", "style"):
            self.sources[self.here.tag] = data
        else:
            self.words.append(data)
            self.here.words.append(data)

    def values(self, name):
        return [value for _, key, value in self.attributes if key == name]


def check_self_contained(html):
    """Asserts that the page loads nothing external, and forbids it by its policy; returns the `Page`."""
    page = Page(html)
    policy = next(value for value in page.values("content") if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("style", "script"):
        if tag in page.tags:
            digest = base64.b64encode(hashlib.sha256(page.sources[tag].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not re.search(r"@import|url\((?!#)", page.sources["style"])
    assert not {name for _, name, _ in page.attributes if name.startswith("on") or name in ("style", "src", "srcset")}
    for href in page.values("href"):
        assert re.fullmatch(r"#[\w-]+|feedback/[a-z0-9._-]+\.html", href), href
    anchors = page.values("id")
    assert len(anchors) == len(set(anchors))
    assert {href[1:] for href in page.values("href") if href[0] == "#"} <= set(anchors)
    return page
