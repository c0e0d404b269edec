"""Scripts and style sheets of the widgets: `name` -> the text that anywidget hands to the browser."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async|function|class|const)", re.MULTILINE)


def script(name):
    """One ES module out of a script and those that it imports: a widget's code cannot load its neighbours by itself."""
    return "\n".join([EXPORT.sub("", part) for part in parts(name, [])])


def parts(name, seen):
    """Texts of the script's imports, each once, and of the script, without their import lines."""
    seen.append(name)
    text = (FOLDER / name).read_text(encoding="utf-8")
    texts = [part for other in IMPORT.findall(text) if other not in seen for part in parts(other, seen)]
    return [*texts, IMPORT.sub("", text)]


def sheet(*names):
    """The widget's style sheets after those of the room, which hold the colours and sizes."""
    return "\n".join((FOLDER / part).read_text(encoding="utf-8") for part in ("studio.css", "layout.css", *names))
