"""What the environment says of PagerDuty."""

from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from bot.integrations.credentials import address, blank_is_none, header_safe, secret_address, several


class PagerDutySettings(BaseModel):
    """What the environment says of PagerDuty; without a key it is off."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    api_key: SecretStr | None = None
    api_url: str = "https://api.pagerduty.com"
    webhook_secret: tuple[SecretStr, ...] = ()
    events_url: SecretStr | None = None
    sender: str = ""
    page_service: str = ""

    _key = field_validator("api_key", mode="before")(blank_is_none)
    _safe = field_validator("api_key")(header_safe)
    _url = field_validator("api_url")(address)
    _events = field_validator("events_url")(secret_address)
    _several = field_validator("webhook_secret", mode="before")(several)
