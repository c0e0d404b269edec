"""What stays of a run of `nst stylize`: G, the story of how it was made, the record of its steps."""

import json
import shlex
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..errors import NstError
from ..images import check_video, check_writable, free_path, name_stem, probe, replacing, save_picture
from .announce import duration


@dataclass(frozen=True)
class Files:
    """Where everything goes; empty: nowhere."""

    output: str
    json: str
    frames: str
    gif: str
    mp4: str

    def check(self):
        """Raises the NstError that writing would end in, and leaves everything as it is."""
        check_writable(self.output)
        if self.json:
            probe(self.json, (".json",))
        check_video(self.frames, self.gif, self.mp4)


def keep_picture(console, stylization, story, path, seconds):
    """Writes G with its story and says so; one that cannot go to `path` goes to the folder for temporary files.

    Raises NstError when it had to go there, with its name.
    """
    done, total = story["steps_done"], stylization.plan.total_steps
    write_somewhere(path, *stylization.final_picture(), story)
    if done < total:
        console.print(f"Stopped at step {done} of {total}.")
    repeat = "To repeat it" if done == total else "For the whole run"
    console.print(f"Wrote      {path} in {duration(seconds)}. {repeat}: nst stylize --again {shlex.quote(path)}")


def write_somewhere(path, rgb, alpha, story):
    """Writes G; raises NstError, with the name of the file that holds it, when that could not be `path`."""
    try:
        save_picture(path, rgb, alpha, metadata=story)
    except NstError as error:
        try:
            refuge = Path(tempfile.mkdtemp(prefix="nst-")) / f"{Path(path).stem}.png"
            save_picture(refuge, rgb, alpha, metadata=story)
        except (OSError, NstError):
            raise error from None
        raise NstError(f"{str(error).rstrip('.')}; until then the picture is kept in '{refuge}'.") from error


def keep_record(path, story, seconds, steps):
    """Writes all that is known about the run as JSON, if a path was given."""
    if not path:
        return
    with replacing(path, (".json",)) as part:
        part.write_text(json.dumps({**story, "seconds": seconds, "steps": steps}, indent=1))


def free_name(again, pictures):
    """A file name that says what is in it and that no file has yet."""
    return str(free_path("", name_stem([again] if again else [pictures["content"], *pictures["styles"]]), ".png"))
