"""What all vendors' settings are checked for, without ever repeating a secret."""

from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError


def blank_is_none(value: object) -> object:
    """A variable that is set to nothing is not set."""
    return None if isinstance(value, str) and not value.strip() else value


def header_safe(secret: SecretStr | None) -> SecretStr | None:
    """A key that can stand in a header, spaces around it taken off. Pydantic reports what is wrong."""
    if secret is None:
        return None
    bare = secret.get_secret_value().strip()
    if not bare.isascii() or not bare.isprintable() or " " in bare:
        raise PydanticCustomError("secret", "must be one line of plain ASCII without spaces; copy it again")
    return SecretStr(bare)


def several(value: object) -> object:
    """Secrets with commas between them, as one writes them while one takes the other's place."""
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


def secret_address(url: SecretStr | None) -> SecretStr | None:
    """An http(s) address that holds a key, which is told to nobody."""
    return None if url is None else SecretStr(address(url.get_secret_value()))


def address(url: str) -> str:
    """An http(s) address without a slash at its end. Pydantic reports what is wrong."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise PydanticCustomError("address", "must be an address such as https://api.example.com")
    return url.strip().rstrip("/")
