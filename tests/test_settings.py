"""The environment, `.env` and `tocsin.yaml`: what is read; each fault by name with its remedy, together."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings
from bot.domain.refusal import Refusal
from bot.settings import BadSettings

GOOD = {"SLACK_BOT_TOKEN": "xoxb-planted-token", "SLACK_APP_TOKEN": "xapp-planted-token"}
KEY = "-----BEGIN RSA PRIVATE KEY-----\nplanted\n-----END RSA PRIVATE KEY-----\n"
PLANTED = "planted"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test stands in a folder of its own, with a key in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.pem").write_text(KEY)
    (tmp_path / "empty.pem").write_text("nothing")
    return tmp_path


def problems(env: dict[str, str]) -> list[str]:
    """What a start would say of the settings."""
    found = settings.read(env)
    return list(dict.fromkeys([*found.lacking, *found.wrong]))


# What is read -------------------------------------------------------------------------------------------


def test_two_tokens_are_enough() -> None:
    found = settings.load(GOOD)

    assert found.slack is not None
    assert found.slack.over_socket
    assert found.slack.api_url == "https://slack.com/api"
    assert (found.pagerduty, found.github) == (None, None)
    assert (found.http_host, found.http_port) == ("127.0.0.1", 8080)
    assert (found.database, found.log_level) == (Path("tocsin.db"), "INFO")


def test_every_variable_is_read(folder: Path) -> None:
    (folder / "house.yaml").write_text("changes_window: 2h")
    env = {
        "SLACK_BOT_TOKEN": " xoxb-planted ",
        "SLACK_SIGNING_SECRET": "planted-secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "PAGERDUTY_API_KEY": "planted-key",
        "PAGERDUTY_API_URL": "https://api.eu.pagerduty.com/",
        "GITHUB_TOKEN": "ghp_planted",
        "GITHUB_API_URL": "https://ghe.example.com/api/v3",
        "GITHUB_ORG": "acme",
        "TOCSIN_DATABASE": "data/t.db",
        "TOCSIN_HTTP": "0.0.0.0:80",
        "TOCSIN_CONFIG": "house.yaml",
        "TOCSIN_LOG": "debug",
    }

    found = settings.load(env)

    assert found.slack is not None
    assert found.slack.bot_token.get_secret_value() == "xoxb-planted"
    assert not found.slack.over_socket
    assert found.slack.api_url == "http://127.0.0.1:9/api"
    assert found.pagerduty is not None
    assert found.pagerduty.api_url == "https://api.eu.pagerduty.com"
    assert found.github is not None
    assert (found.github.api_url, found.github.org) == ("https://ghe.example.com/api/v3", "acme")
    assert (found.database, found.http_host, found.http_port) == (Path("data/t.db"), "0.0.0.0", 80)
    assert (found.house.changes_window, found.log_level) == (timedelta(hours=2), "DEBUG")


def test_a_github_app_is_read() -> None:
    app = {
        "GITHUB_APP_ID": "12",
        "GITHUB_APP_PRIVATE_KEY_FILE": "key.pem",
        "GITHUB_INSTALLATION_ID": "34",
    }

    found = settings.load(GOOD | app).github

    assert found is not None
    assert (found.app_id, found.installation_id) == ("12", 34)


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_variable_set_to_nothing_is_not_set(blank: str) -> None:
    env = dict.fromkeys(("PAGERDUTY_API_KEY", "GITHUB_TOKEN", "SLACK_SIGNING_SECRET"), blank)
    env |= dict.fromkeys(("TOCSIN_HTTP", "TOCSIN_DATABASE", "TOCSIN_CONFIG", "TOCSIN_LOG"), "")

    assert settings.load(GOOD | env) == settings.load(GOOD)


def test_an_address_without_credentials_leaves_the_vendor_off() -> None:
    found = settings.load(GOOD | {"PAGERDUTY_API_URL": "https://api.eu.pagerduty.com", "GITHUB_ORG": "acme"})

    assert (found.pagerduty, found.github) == (None, None)


@pytest.mark.parametrize(
    ("given", "host", "port"),
    [("127.0.0.1:0", "127.0.0.1", 0), ("[::1]:8080", "::1", 8080), ("localhost:65535", "localhost", 65535)],
)
def test_an_address_to_listen_on_is_host_and_port(given: str, host: str, port: int) -> None:
    found = settings.load({"TOCSIN_HTTP": given})

    assert (found.http_host, found.http_port) == (host, port)


def test_a_database_may_lie_in_the_home_folder() -> None:
    assert settings.database({"TOCSIN_DATABASE": "~/t.db"}) == Path.home() / "t.db"


def test_the_house_is_read_from_the_folder_where_one_stands(folder: Path) -> None:
    (folder / "tocsin.yaml").write_text("default_severity: 2")

    assert settings.load({}).house.default_severity == 2


# `.env` -------------------------------------------------------------------------------------------------


def test_env_files_are_read_as_people_write_them() -> None:
    text = """
# a comment
SLACK_BOT_TOKEN=xoxb-1
export SLACK_APP_TOKEN = "xapp 2"
GITHUB_ORG='a"b'  # ours
GITHUB_TOKEN=ghp_#1 # a comment
PAGERDUTY_API_KEY=
EMPTY= # nothing
no equals sign
=no name
QUOTE="
"""

    assert settings.dotenv(text) == {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp 2",
        "GITHUB_ORG": 'a"b',
        "GITHUB_TOKEN": "ghp_#1",
        "PAGERDUTY_API_KEY": "",
        "EMPTY": "",
        "": "no name",
        "QUOTE": '"',
    }


def test_the_environment_goes_before_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text("\ufeffTOCSIN_HTTP=1.2.3.4:1\r\nTOCSIN_LOG=ERROR\r\n", "utf-8")
    monkeypatch.setenv("TOCSIN_LOG", "DEBUG")
    monkeypatch.delenv("TOCSIN_HTTP", raising=False)

    found = settings.environment()

    assert (found["TOCSIN_HTTP"], found["TOCSIN_LOG"]) == ("1.2.3.4:1", "DEBUG")


def test_no_file_is_no_trouble(folder: Path) -> None:
    (folder / ".env").mkdir()

    assert "SLACK_NOTHING" not in settings.environment(folder)


def test_a_file_that_is_no_text_is_told(folder: Path) -> None:
    (folder / ".env").write_bytes(b"SLACK_BOT_TOKEN=\xff\xfe")

    with pytest.raises(BadSettings) as raised:
        settings.environment(folder)

    assert raised.value.problems == [".env is not UTF-8 text: save it as UTF-8"]


# What is wrong ------------------------------------------------------------------------------------------

BROKEN = [
    ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is not set: copy the Bot User OAuth Token (xoxb-…)"),
    ({"SLACK_BOT_TOKEN": "xoxp-planted"}, "SLACK_BOT_TOKEN does not begin with xoxb-: take the Bot User"),
    ({"SLACK_BOT_TOKEN": "xoxb-plan ted"}, "SLACK_BOT_TOKEN: must be one line of plain ASCII"),
    ({"SLACK_BOT_TOKEN": "xoxb-planted\nx"}, "SLACK_BOT_TOKEN: must be one line of plain ASCII"),
    ({"SLACK_APP_TOKEN": ""}, "neither SLACK_APP_TOKEN (Socket Mode, xapp-…, scope connections:write) nor"),
    ({"SLACK_APP_TOKEN": "xoxb-planted"}, "SLACK_APP_TOKEN does not begin with xapp-: make an App-Level"),
    ({"SLACK_APP_TOKEN": "xapp-plänted"}, "SLACK_APP_TOKEN: must be one line of plain ASCII"),
    ({"SLACK_SIGNING_SECRET": "plan\tted"}, "SLACK_SIGNING_SECRET: must be one line of plain ASCII"),
    ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL: must be an address such as https://"),
    ({"SLACK_API_URL": "https://"}, "SLACK_API_URL: must be an address such as https://"),
    ({"PAGERDUTY_API_KEY": "two planted"}, "PAGERDUTY_API_KEY: must be one line of plain ASCII"),
    ({"PAGERDUTY_API_URL": "ftp://x"}, "PAGERDUTY_API_URL: must be an address such as https://"),
    ({"GITHUB_TOKEN": "ghp_plänted"}, "GITHUB_TOKEN: must be one line of plain ASCII"),
    ({"GITHUB_API_URL": "github"}, "GITHUB_API_URL: must be an address such as https://"),
    (
        {"GITHUB_APP_ID": "1"},
        "GITHUB_APP_ID: a GitHub App also needs GITHUB_APP_PRIVATE_KEY_FILE and GITHUB_I",
    ),
    ({"GITHUB_INSTALLATION_ID": "acme"}, "GITHUB_INSTALLATION_ID: is not a number; it stands at the end"),
    ({"GITHUB_APP_PRIVATE_KEY_FILE": "gone.pem"}, "GITHUB_APP_PRIVATE_KEY_FILE: gone.pem cannot be read"),
    ({"GITHUB_APP_PRIVATE_KEY_FILE": "empty.pem"}, "GITHUB_APP_PRIVATE_KEY_FILE: empty.pem is not a private"),
    ({"TOCSIN_HTTP": "8080"}, "TOCSIN_HTTP: '8080' is not host:port, for example 127.0.0.1:8080"),
    ({"TOCSIN_HTTP": ":8080"}, "TOCSIN_HTTP: ':8080' is not host:port"),
    ({"TOCSIN_HTTP": "localhost:"}, "TOCSIN_HTTP: 'localhost:' is not host:port"),
    ({"TOCSIN_HTTP": "localhost:http"}, "TOCSIN_HTTP: 'localhost:http' is not host:port"),
    ({"TOCSIN_HTTP": "localhost:65536"}, "TOCSIN_HTTP: 'localhost:65536' is not host:port"),
    ({"TOCSIN_HTTP": "localhost:²"}, "TOCSIN_HTTP: 'localhost:²' is not host:port"),
    ({"TOCSIN_HTTP": "localhost:" + "9" * 5000}, "is not host:port, for example 127.0.0.1:8080"),
    ({"TOCSIN_LOG": "loud"}, "TOCSIN_LOG: 'LOUD' is not a level; it is one of DEBUG, INFO"),
    ({"TOCSIN_CONFIG": "gone.yaml"}, "TOCSIN_CONFIG: there is no file gone.yaml; correct the path"),
    ({"TOCSIN_CONFIG": "."}, "TOCSIN_CONFIG: there is no file .; correct the path"),
    ({"TOCSIN_CONFIG": "bytes.yaml"}, "bytes.yaml is not UTF-8 text: save it as UTF-8"),
    ({"TOCSIN_CONFIG": "bad.yaml"}, "bad.yaml:1:1: `severties`: is not known here"),
]


@pytest.mark.parametrize(("wrong", "said"), BROKEN)
def test_what_is_wrong_is_told_by_name_with_its_remedy(
    folder: Path, wrong: dict[str, str], said: str
) -> None:
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "bad.yaml").write_text("severties: []")

    told = problems(GOOD | wrong)

    assert said in "\n".join(told)
    assert PLANTED not in "\n".join(told)


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    (folder / "tocsin.yaml").write_text("changes_window: soon\nrefresh_after: never\n")
    wrong = {
        "SLACK_SIGNING_SECRET": "a b",
        "SLACK_API_URL": "nowhere",
        "PAGERDUTY_API_KEY": "ключ",
        "PAGERDUTY_API_URL": "nowhere",
        "GITHUB_INSTALLATION_ID": "x",
        "TOCSIN_HTTP": "x",
        "TOCSIN_LOG": "x",
    }

    told = problems(wrong)

    assert [line.partition(" ")[0].rstrip(":") for line in told] == [
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SLACK_API_URL",
        "PAGERDUTY_API_KEY",
        "PAGERDUTY_API_URL",
        "GITHUB_INSTALLATION_ID",
        "TOCSIN_HTTP",
        "tocsin.yaml:1:17",
        "tocsin.yaml:2:16",
        "TOCSIN_LOG",
    ]


def test_without_any_setting_slack_is_what_is_missing() -> None:
    told = problems({})

    assert [line.split(" ")[0] for line in told] == ["SLACK_BOT_TOKEN", "neither"]


def test_words_of_the_terminal_need_no_slack() -> None:
    assert settings.load({}).slack is None


def test_a_refusal_of_settings_is_one_like_any_other() -> None:
    bad = BadSettings(["a", "b"])

    assert isinstance(bad, Refusal)
    assert bad.text == str(bad) == "a\nb"


def test_secrets_do_not_show_in_the_settings() -> None:
    env = GOOD | {"PAGERDUTY_API_KEY": "planted-key", "GITHUB_TOKEN": "ghp_planted"}

    assert PLANTED not in repr(settings.load(env))
