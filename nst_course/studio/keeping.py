"""What stays: PNG, GIF, MP4, the settings, and the line that repeats the run."""

import threading

from ipywidgets import HBox, Layout, Textarea, VBox

from ..errors import NstError
from .controls import button
from .recipe import as_command, as_python
from .steering import heading

KINDS = {
    "png": ("PNG", "The picture that is shown, with the way it was made inside", "image/png"),
    "gif": ("GIF", "The way there, as an animation that plays everywhere", "image/gif"),
    "mp4": ("MP4", "The way there, as a film", "video/mp4"),
    "settings": ("Settings", "All that repeats this run: nst stylize --again FILE", "application/json"),
}


class Keeping(VBox):
    """Buttons that save and copy. `shelf` is a `Shelf`, `moment()` the moment that is shown, or None.

    Files go into `folder`; where that is None, to the browser by `download(name, bytes, mime)`. `say(sentence)`
    tells what came of it.
    """

    def __init__(self, shelf, moment, folder, download, copy, say):
        self._shelf, self._moment, self._folder = shelf, moment, folder
        self._download, self._copy, self._say = download, copy, say
        self.buttons = {
            k: button(label, tip, lambda k=k: self._start(k), "download") for k, (label, tip, _) in KINDS.items()
        }
        self.python = button("Python", "The lines of Python that repeat this run", self._python, "copy")
        self.command = button("Command", "The nst stylize command that repeats this run", self._command, "copy")
        self.text = Textarea(disabled=False, layout=Layout(width="auto", height="9em", display="none"))
        self.text.add_class("nst-code")
        saving, copying = HBox([*self.buttons.values()]), HBox([self.python, self.command])
        for row in (saving, copying):
            row.add_class("nst-buttons")
        super().__init__([heading("Save"), saving, heading("Copy what repeats it"), copying, self.text])
        self.add_class("nst-keeping")

    def save(self, kind):
        """Saves one of KINDS; says where it is, or why not."""
        try:
            if self._folder is None:
                name, data = self._shelf.file(kind, self._moment())
                self._download(name, data, KINDS[kind][2])
                self._say(f"{name} is on its way to your downloads.")
            else:
                self._say(f"Saved {self._shelf.save(kind, self._folder, self._moment())}.")
        except NstError as error:
            self._say(str(error), wrong=True)

    def _start(self, kind):
        if kind in ("gif", "mp4"):  # seconds, in which the run goes on
            self._say(f"Making the {KINDS[kind][0]}…")
            threading.Thread(target=self.save, args=(kind,), daemon=True).start()
        else:
            self.save(kind)

    def _python(self):
        self._show(as_python)

    def _command(self):
        self._show(self._as_command)

    def _as_command(self, story):
        command = as_command(story)
        if command:
            return command
        return "# The settings changed on the way: save them (Settings), and then\nnst stylize --again SETTINGS.json"

    def _show(self, write):
        try:
            text = write(self._shelf.story())
        except NstError as error:
            self._say(str(error), wrong=True)
            return
        self.text.value, self.text.layout.display = text, "flex"
        self._copy(text)
        self._say("Copied.")
