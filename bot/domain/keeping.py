"""What can become of keeping something: not kept now, kept before, no longer ours to keep."""


class StoreUnavailable(Exception):
    """Nothing was changed: the disk is full, the file is locked or the like. `cause` says which, in words."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class AlreadyDone(Exception):
    """The same delivery, or the same job, has had its effect before; this time nothing was changed."""

    def __init__(self, key: str) -> None:
        super().__init__(f"{key} was done before")
        self.key = key


class LostLease(Exception):
    """Another process runs the clockwork now; what this one was about to write was not written."""
