"""The choice of the picture to explore: a list of the built-in ones, and one of the reader's own."""

from ipywidgets import Dropdown

from ...images import CONTENT, STYLE
from ..named_picture import NamedPicture
from ..widgets.controls import FULL_WIDTH

LONGEST = 512  # pixels: more detail does not reach what is shown here
OWN = "your picture"


class Pictures(Dropdown):
    """A list of pictures, those made for `role` ("content" or "style") first; `source` is the `NamedPicture` chosen.

    `picture` is a name, or anything that `nst.load_picture` takes. Raises NstError as that does.
    """

    def __init__(self, role, picture, tooltip):
        first = NamedPicture.of(picture, OWN, LONGEST)
        named = {**CONTENT, **STYLE} if role == "content" else {**STYLE, **CONTENT}
        self._sources = {name: NamedPicture.of(name, name, LONGEST) for name in named}
        self._sources = {first.name: first, **self._sources} if first.name not in named else self._sources
        super().__init__(
            options=[*self._sources], value=first.name, description="picture", tooltip=tooltip, layout=FULL_WIDTH
        )

    @property
    def source(self):
        """The `NamedPicture` of the picture that is chosen."""
        return self._sources[self.value]

    def pixels(self, longest):
        """uint8 (H, W, 3) of it, its long side at most `longest`."""
        return self.source.pixels(longest)

    def upload(self, name, data):
        """Takes the picture in the bytes of a file. Raises NstError where there is none."""
        uploaded = NamedPicture.uploaded(name, data)
        name = uploaded.name
        self._sources = {name: uploaded, **self._sources}
        self.options = [*self._sources]
        self.value = name
