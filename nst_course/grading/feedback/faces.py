"""What a student is told -> a page of HTML, and Markdown. A student's text is never markup in either."""

import re
from pathlib import Path

from ..page import escaped, page, visible
from ..verdicts import css_class, look

STYLE = Path(__file__).with_name("feedback.css")
MARKS = {True: ("✓", "climbed"), False: ("✗", "not yet"), None: ("·", "not tried")}


def as_html(said):
    """The page in one file."""
    body = [
        '<main class="feedback"><header>',
        f"<h1><bdi>{escaped(said.name)}</bdi> <small>{escaped(said.student)}</small></h1>",
        f'<p class="total">{emphasised(said.total)}</p>',
        meter(said.share),
        *map(html_of, said.opening),
        "</header>",
        *map(section, said.sections),
        "<footer>",
        *map(html_of, said.closing),
        "</footer></main>",
    ]
    return page(f"Feedback for {said.name}", "\n".join(body), style=(STYLE,))


def emphasised(total):
    """'62.5 of 100 points', the first number large."""
    first, rest = total.split(" ", 1)
    return f"<b>{escaped(first)}</b> {escaped(rest)}"


def meter(share):
    return (
        f'<svg class="meter" role="img" aria-label="{share:.0%} of all points" width="100%" height="10">'
        f'<rect class="all" width="100%" height="10" rx="5"/>'
        f'<rect class="got" width="{100 * share:.1f}%" height="10" rx="5"/></svg>'
    )


def section(s):
    """The box of one exercise."""
    words = look(s.verdict).words
    return (
        f'<section class="exercise v-{css_class(s.verdict)}"><h2><span class="sign" aria-hidden="true">'
        f'{look(s.verdict).sign}</span> <span class="title">{escaped(s.heading)} <small>{words}</small></span> '
        f'<span class="points"><b>{escaped(s.points.split(" ")[0])}</b> {escaped(s.points.split(" ", 1)[1])}'
        f"</span></h2>\n{chr(10).join(map(html_of, s.parts))}</section>"
    )


def html_of(part):
    """One thing that is said, as HTML."""
    what, label = part.what, escaped(part.label)
    if part.kind == "headline":
        return f'<p class="headline"><code>{label}</code>: {escaped(what)}</p>'
    if part.kind == "fact":
        return f'<p class="fact"><b>{label}</b><span>{escaped(what)}</span></p>'
    if part.kind == "command":
        return f'<p class="fact"><b>{label}</b><code>{escaped(what)}</code></p>'
    if part.kind == "code":
        return (f"<p>{label}:</p>" if label else "") + f'<pre tabindex="0">{escaped(what)}</pre>'
    if part.kind == "notes":
        return f"<p>{label}:</p><ul>{''.join(f'<li>{escaped(note)}</li>' for note in what)}</ul>"
    if part.kind == "ladder":
        return f'<ol class="ladder" aria-label="Checks">{"".join(rung(*r) for r in what)}</ol>'
    return f"<p>{escaped(what)}</p>"


def rung(title, outcome):
    sign, meaning = MARKS[outcome]
    kind = meaning.replace(" ", "-")
    return f'<li class="{kind}"><span aria-hidden="true">{sign}</span> {escaped(title)}<i>: {meaning}</i></li>'


def as_markdown(said):
    """The same content in Markdown, readable as it stands."""
    name = f"{said.name} ({said.student})" if said.student else said.name
    blocks = [f"# {inline(name)}", f"**{inline(said.total)}**", *map(markdown_of, said.opening)]
    for s in said.sections:
        shown = look(s.verdict)
        blocks += [
            f"## {shown.sign} {inline(s.heading)}: {inline(s.points)}, {shown.words}",
            *map(markdown_of, s.parts),
        ]
    return "\n\n".join([*blocks, "---", *map(markdown_of, said.closing)]) + "\n"


def markdown_of(part):
    """One thing that is said, as Markdown."""
    what, label = part.what, inline(part.label)
    if part.kind == "headline":
        return f"{label}: {inline(what)}"
    if part.kind in ("fact", "command"):
        return f"**{label}:** {inline(what)}"
    if part.kind == "code":
        return (f"{label}:\n\n" if label else "") + indented(what)
    if part.kind == "notes":
        return f"{label}:\n\n" + "\n".join(f"* {inline(note)}" for note in what)
    if part.kind == "ladder":
        return " / ".join(f"{MARKS[outcome][0]} {inline(title)}" for title, outcome in what)
    return inline(what)


def inline(text):
    """The text on one line, with all that Markdown, HTML or a site would take for a sign of its own taken as it stands.

    Addresses and @names do not become links.
    """
    text = re.sub(r"([\\`*_\[\]{}#|~^$@])", r"\\\1", " ".join(visible(text).split()))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"(?i)(?<=www)\.|:(?=//)", r"\\\g<0>", text)


def indented(text):
    """The text as a block of code, which no text can end."""
    return "\n".join(f"    {line}" for line in visible(text).splitlines())
