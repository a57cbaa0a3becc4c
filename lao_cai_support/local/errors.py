"""What stops the runner."""


class Halt(Exception):
    """The runner cannot go on. Its text is one clear sentence: what is wrong and what to do."""


class Ended(Exception):
    """Somebody asked the runner to end (Ctrl-C, TERM or a closed terminal)."""
