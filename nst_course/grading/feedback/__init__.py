"""One student's grade -> the page that the student reads, as HTML and as Markdown of the same content."""

from .content import content
from .faces import as_html, as_markdown


def feedback_pages(grade, policy):
    """(html, markdown) of a `Grade`.

    Only what the student may see is taken from the records: never inputs or values expected on them, never the seed,
    nor why a person should look.
    """
    said = content(grade, policy)
    return as_html(said), as_markdown(said)
