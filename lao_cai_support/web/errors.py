"""The one way an act says no."""


class Refusal(Exception):
    """An act is refused: one plain sentence saying what is wrong and what to do.

    ``field`` names the form field the sentence belongs to, when there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)
