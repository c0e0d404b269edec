"""What the explorers have in common: a box that begins to compute when somebody looks."""

import html

from ipywidgets import HTML, VBox

from ...errors import NstError

LOADING = "The network is being loaded…"


class Explorer(VBox):
    """A box of widgets around `players`; `self.errand` shows what is chosen, from the moment when somebody looks.

    `said` is what stands for it where no widgets can.
    """

    said = ""
    players, errand = (), None  # until it is made: an explorer that could not be is closed too

    def __init__(self, players, children):
        self.players, self.seen = players, False
        super().__init__(children)
        for name in ("nst", "nst-studio", "nst-explorer"):
            self.add_class(name)
        for player in players:
            for screen in player.screens:
                screen.on_msg(self._heard)

    def look(self):
        """Shows what is chosen, from now on; a page that is opened does this by itself."""
        self.seen = True
        self.errand.ask()

    def ask(self):
        """Something else is chosen."""
        if self.seen:
            self.errand.ask()

    def wait(self, seconds=None):
        """Until all is shown that was chosen, or so many seconds; whether that came."""
        return self.errand.wait(seconds)

    def upload(self, pictures, name, data):
        """Takes a picture in the bytes of a file; what is wrong with it is said."""
        try:
            pictures.upload(name, data)
        except NstError as error:
            self.players[0].say(str(error))

    def close(self):
        """Ends the runs and takes the widgets away."""
        if self.errand:
            self.errand.close()
        for player in self.players:
            player.close()
        super().close()

    def __repr__(self):
        return self.said

    def _heard(self, _, message, buffers):
        if message.get("event") == "alive" and message.get("visible") and not self.seen:
            self.look()


def paragraph(text):
    """A widget with a few sentences."""
    return HTML(sentence(text))


def sentence(text):
    """The same as HTML."""
    return f'<p class="nst-say">{html.escape(text)}</p>'


def column(*widgets, name="nst-column"):
    """Widgets one below the other, in a box of that class."""
    box = VBox(list(widgets))
    box.add_class(name)
    return box
