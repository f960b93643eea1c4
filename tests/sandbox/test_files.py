"""Files: the upload as the SDK does it in three steps, what is refused, and how people read them."""

import base64
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.person import Person, Refusal
from bot.sandbox.server import BOT_TOKEN, Sandbox
from tests.sandbox.conftest import GENERAL, QUIET


@pytest.fixture(autouse=True)
async def joined(slack: AsyncWebClient) -> None:
    await slack.conversations_join(channel=GENERAL)


async def upload(slack: AsyncWebClient, **more: Any) -> str:
    """Upload a document to #general with the SDK; the file's id."""
    answer = await slack.files_upload_v2(
        channel=GENERAL, filename="inc-1.md", content="# INC-1\nä & <b>", **more
    )
    return str(answer["files"][0]["id"])


async def test_the_sdk_uploads_in_three_steps(slack: AsyncWebClient, ana: Person) -> None:
    id_ = await upload(slack, title="INC-1 A & B", initial_comment="The document")

    message = await ana.sees("#general", "The document")
    [file] = await ana.files("#general")
    size = len("# INC-1\nä & <b>".encode())
    assert (message["subtype"], message["files"][0]["size"]) == ("file_share", size)
    assert file == {"id": id_, "name": "inc-1.md", "title": "INC-1 A & B", "content": "# INC-1\nä & <b>"}


async def test_a_file_is_listed_where_it_was_shared(slack: AsyncWebClient) -> None:
    id_ = await upload(slack, title="INC-1")

    here = await slack.files_list(channel=GENERAL)
    elsewhere = await slack.files_list(channel=QUIET)
    info = (await slack.files_info(file=id_))["file"]

    assert [(file["id"], file["title"]) for file in here["files"]] == [(id_, "INC-1")]
    assert here["paging"] == {"count": 100, "total": 1, "page": 1, "pages": 1}
    assert elsewhere["files"] == []
    assert (info["mimetype"], info["channels"]) == ("text/markdown", [GENERAL])


async def test_lists_of_files_come_newest_first_in_pages(slack: AsyncWebClient) -> None:
    ids = [await upload(slack, title=str(number)) for number in range(3)]

    pages = [(await slack.files_list(count=2, page=page))["files"] for page in (1, 2)]

    assert [[file["id"] for file in page] for page in pages] == [[ids[2], ids[1]], [ids[0]]]


@pytest.mark.parametrize(
    ("title", "paged"), [("<!channel> down", ["channel"]), ("&lt;!channel&gt;", []), ("A & B <x>", [])]
)
async def test_a_raw_mention_in_a_title_pages(
    slack: AsyncWebClient, ana: Person, title: str, paged: list[str]
) -> None:
    await upload(slack, title=title)

    assert (await ana.messages("#general"))[-1]["notified"] == paged


async def test_a_file_without_its_bytes_cannot_be_shared(slack: AsyncWebClient) -> None:
    announced = await slack.files_getUploadURLExternal(filename="a.md", length=3)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await slack.files_completeUploadExternal(files=[{"id": announced["file_id"]}], channel_id=GENERAL)


@pytest.mark.parametrize(("content", "status"), [(b"abc", 200), (b"ab", 400), (b"abcd", 400)])
async def test_the_bytes_must_be_as_many_as_announced(
    slack: AsyncWebClient, content: bytes, status: int
) -> None:
    announced = await slack.files_getUploadURLExternal(filename="a.md", length=3)

    async with aiohttp.ClientSession() as session:
        answer = await session.post(announced["upload_url"], data=content)

    assert answer.status == status


async def test_bytes_may_come_as_a_form_and_only_once(slack: AsyncWebClient) -> None:
    announced = await slack.files_getUploadURLExternal(filename="a.md", length=3)

    async with aiohttp.ClientSession() as session:
        first = await session.post(announced["upload_url"], data=_form(b"abc"))
        second = await session.post(announced["upload_url"], data=_form(b"abc"))

    assert (first.status, second.status) == (200, 404)


def _form(content: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("note", "not a file")
    form.add_field("file", content, filename="a.md")
    return form


async def test_a_file_is_completed_once(slack: AsyncWebClient) -> None:
    id_ = await upload(slack)

    with pytest.raises(SlackApiError, match="file_not_found"):
        await slack.files_completeUploadExternal(files=[{"id": id_}])


async def test_a_file_is_shared_only_where_the_bot_is(slack: AsyncWebClient) -> None:
    announced = await slack.files_getUploadURLExternal(filename="a.md", length=1)
    async with aiohttp.ClientSession() as session:
        await session.post(announced["upload_url"], data=b"x")

    with pytest.raises(SlackApiError, match="not_in_channel"):
        await slack.files_completeUploadExternal(files=[{"id": announced["file_id"]}], channel_id=QUIET)


async def test_a_file_is_read_by_its_people_and_by_the_bot(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    id_ = await upload(slack)
    url = (await ana.messages("#general"))[-1]["files"][0]["url"]
    bearer = {"Authorization": f"Bearer {BOT_TOKEN}"}
    async with aiohttp.ClientSession() as session:
        hers = await (await session.get(url)).text()
        bots = await (await session.get(f"{sandbox.url}/files/{id_}", headers=bearer)).text()
        strangers = await (await session.get(f"{sandbox.url}/files/{id_}")).text()
        nothing = await session.get(f"{sandbox.url}/files/F0", headers=bearer)

    assert hers == bots == "# INC-1\nä & <b>"
    assert "Sign in" in strangers
    assert nothing.status == 404


PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chart.png", "image/png"),
        ("chart.JPEG", "image/jpeg"),
        ("paper.pdf", "application/pdf"),
        ("drawing.svg", "text/plain"),
        ("page.html", "text/plain"),
        ("notes.md", "text/plain"),
        ("core", "application/octet-stream"),
    ],
)
async def test_a_browser_gets_pictures_as_such_and_nothing_that_runs(
    ana: Person, name: str, kind: str
) -> None:
    await ana.do("upload", channel=GENERAL, name=name, base64=base64.b64encode(PNG).decode())
    url = (await ana.messages("#general"))[-1]["files"][0]["url"]

    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        body = await answer.read()

    assert (answer.content_type, body) == (kind, PNG)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_person_shares_a_file_with_words_and_in_a_thread(slack: AsyncWebClient, ana: Person) -> None:
    told = await ana.do(
        "upload", channel=GENERAL, name="log.txt", content="ä", text="the log @bo", title="Log"
    )
    reply = await ana.do("upload", channel=GENERAL, name="more.txt", content="x", thread_ts=told["ts"])

    first, second = (await ana.messages("#general"))[-2:]
    info = (await slack.files_info(file=told["id"]))["file"]
    assert (first["rendered"], first["files"][0]["title"], first["notified"]) == (
        "the log @bo",
        "Log",
        ["U0BO"],
    )
    assert (second["thread_ts"], second["ts"]) == (told["ts"], reply["ts"])
    assert (info["mimetype"], info["size"], info["user"]) == ("text/plain", 2, "U0ANA")


@pytest.mark.parametrize("body", [{"name": "", "content": "x"}, {"name": "a"}, {"name": "a", "base64": "?"}])
async def test_a_file_that_is_none_is_refused(ana: Person, body: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        await ana.do("upload", channel=GENERAL, **body)


async def test_a_file_for_a_form_is_kept_without_being_shared(slack: AsyncWebClient, ana: Person) -> None:
    kept = await ana.do("upload", name="card.yaml", content="title: x")

    assert kept == {"id": kept["id"], "name": "card.yaml"}
    assert (await slack.files_info(file=kept["id"]))["file"]["name"] == "card.yaml"
    assert "card.yaml" not in str(await ana.messages("#general"))


async def refused(slack: AsyncWebClient, method: str, args: dict[str, Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await slack.api_call(method, json=args)
    return str(caught.value.response["error"])


async def test_what_was_deleted_is_gone_everywhere_and_says_so(slack: AsyncWebClient, ana: Person) -> None:
    id_ = await upload(slack, title="INC-1", initial_comment="The document")

    await slack.files_delete(file=id_)

    message = await ana.sees("#general", "The document")
    assert [(file["id"], file["deleted"]) for file in message["files"]] == [(id_, True)]
    assert (await slack.files_list(channel=GENERAL))["files"] == []
    assert [await refused(slack, method, {"file": id_}) for method in ("files.info", "files.delete")] == [
        "file_deleted",
        "file_deleted",
    ]


async def test_nobody_deletes_what_is_not_theirs_or_not_there(slack: AsyncWebClient, ana: Person) -> None:
    theirs = (await ana.do("upload", channel=GENERAL, name="log.txt", content="x"))["id"]

    said = [await refused(slack, "files.delete", {"file": file}) for file in (theirs, "F0", "")]

    assert said == ["cant_delete_file", "file_not_found", "file_not_found"]
    assert [file["id"] for file in (await slack.files_list(channel=GENERAL))["files"]] == [theirs]


async def test_nothing_is_shared_where_nobody_may_write(
    sandbox: Sandbox, slack: AsyncWebClient, ana: Person
) -> None:
    room = (await slack.conversations_create(name="old"))["channel"]["id"]
    await slack.conversations_archive(channel=room)
    place = await slack.files_getUploadURLExternal(filename="a.txt", length=1)
    async with aiohttp.ClientSession() as session:
        await session.post(place["upload_url"], data=b"x")
    wishes = {"files": [{"id": place["file_id"]}]}

    said = [
        await refused(slack, "files.completeUploadExternal", {**wishes, "channel_id": channel})
        for channel in (room, QUIET, "C0NONE")
    ]

    assert said == ["posting_to_channel_denied", "not_in_channel", "channel_not_found"]
