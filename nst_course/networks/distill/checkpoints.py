"""A training is kept as it goes, so that an interruption costs two minutes at most."""

import json
import time

import tensorflow as tf

from ...errors import NstError

EVERY = 120  # seconds
ABOUT = "about.json"


class Checkpoints:
    """The last two states of a `Training` in a folder; what is there already is taken up again.

    `about` says what was asked for. Raises NstError when the folder holds a training of something else, or one that is
    damaged.
    """

    def __init__(self, folder, training, about):
        self.folder, self.time = folder, time.perf_counter()
        checkpoint = tf.train.Checkpoint(
            student=training.student,
            dreams=training.dreams,
            optimizer=training.optimizer,
            step=training.step,
            seconds=training.seconds,
        )
        self.manager = tf.train.CheckpointManager(checkpoint, str(folder), max_to_keep=2)
        self.resumed = self.manager.latest_checkpoint is not None
        if self.resumed:
            self._check(about)
            self._restore(checkpoint)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / ABOUT).write_text(json.dumps(about))

    def keep(self):
        """Writes a checkpoint."""
        self.manager.save()
        self.time = time.perf_counter()

    def keep_now_and_then(self):
        """Writes one if the last is old enough."""
        if time.perf_counter() - self.time > EVERY:
            self.keep()

    def _check(self, about):
        try:
            before = json.loads((self.folder / ABOUT).read_text())
        except (OSError, ValueError):
            before = {}
        different = [name for name in about if before.get(name) != about[name]]
        if different:
            raise NstError(
                f"The checkpoints in '{self.folder}' are of a training with another {' and '.join(different)}: "
                f"delete that folder to start anew, or choose another --output."
            )

    def _restore(self, checkpoint):
        try:
            checkpoint.restore(self.manager.latest_checkpoint).assert_existing_objects_matched()
        except (tf.errors.OpError, AssertionError, ValueError) as error:
            raise NstError(
                f"The checkpoints in '{self.folder}' are damaged: delete that folder to start anew."
            ) from error
