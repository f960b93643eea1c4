"""What becomes of an ask of the outside world that is not done: nobody answers, or somebody refuses."""


class Unreachable(Exception):
    """A vendor did not answer, or asks us to wait `retry_after` seconds; `uncertain`: it may have acted."""

    def __init__(self, what: str, *, retry_after: float | None = None, uncertain: bool = False) -> None:
        super().__init__(what)
        self.retry_after = retry_after
        self.uncertain = uncertain


class Rejected(Exception):
    """A vendor understood and refused. `code` is the vendor's own word (`name_taken`, `401`)."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code
