"""What the environment says of GitHub."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bot.integrations.credentials import address, blank_is_none, header_safe, several


class GithubSettings(BaseModel):
    """What the environment says of GitHub: a token, or an App, which goes before a token."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    token: SecretStr | None = None
    app_id: str | None = None
    app_private_key_file: Path | None = None
    installation_id: int | None = None
    api_url: str = "https://api.github.com"
    org: str = ""
    webhook_secret: tuple[SecretStr, ...] = ()

    _blank = field_validator("token", "app_id", "app_private_key_file", "installation_id", mode="before")(
        blank_is_none
    )
    _safe = field_validator("token")(header_safe)
    _url = field_validator("api_url")(address)
    _several = field_validator("webhook_secret", mode="before")(several)

    @model_validator(mode="after")
    def _app_is_whole(self) -> Self:
        parts = {
            "GITHUB_APP_ID": self.app_id,
            "GITHUB_APP_PRIVATE_KEY_FILE": self.app_private_key_file,
            "GITHUB_INSTALLATION_ID": self.installation_id,
        }
        missing = [name for name, value in parts.items() if value is None]
        if missing and len(missing) < len(parts):
            raise PydanticCustomError("app", f"a GitHub App also needs {' and '.join(missing)}")
        return self

    @field_validator("app_private_key_file")
    @classmethod
    def _key_is_one(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        try:
            text = path.read_text("ascii")
        except (OSError, ValueError):
            raise PydanticCustomError("key", f"{path} cannot be read") from None
        if "PRIVATE KEY-----" not in text:
            raise PydanticCustomError(
                "key", f"{path} is not a private key in PEM form; download it from the App's page"
            )
        return path
