"""PagerDuty's answer to a request that it does not take."""


class Refused(Exception):
    """A status, PagerDuty's own code and message, and the details."""

    def __init__(self, status: int, code: int, message: str, *details: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "code": code, **({"errors": details} if details else {})}}
