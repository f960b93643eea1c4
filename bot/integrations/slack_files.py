"""Files of Slack: bytes in, in the three steps of an upload, and bytes out, with the bot's own token."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.integrations.slack_answers import TIMEOUT, asked
from bot.ports import Picture, Rejected, Unreachable

MOST = 4 << 20
"""Bytes of a file that somebody hands us."""


async def show(client: AsyncWebClient, channel: str, picture: Picture) -> str:
    """A URL, the bytes, the sharing; returns the file's id."""
    place = await asked(
        client.files_getUploadURLExternal(
            filename=picture.name, length=len(picture.data), alt_txt=picture.alt[:1000]
        )
    )
    try:
        timeout = aiohttp.ClientTimeout(TIMEOUT)
        async with _session(client).post(place["upload_url"], data=picture.data, timeout=timeout) as response:
            if response.status != 200:
                raise Unreachable(f"the upload answered {response.status}")
    except (aiohttp.ClientError, TimeoutError) as trouble:
        raise Unreachable(str(trouble) or "no answer") from trouble
    await asked(
        client.files_completeUploadExternal(
            files=[{"id": place["file_id"], "title": picture.title}], channel_id=channel
        )
    )
    return str(place["file_id"])


async def fetch(client: AsyncWebClient, id: str) -> tuple[str, bytes]:
    """The name and the bytes of a file. Raises Rejected for one that is too large or is not to be had."""
    file = (await asked(client.files_info(file=id)))["file"]
    if int(file.get("size") or 0) > MOST:
        raise Rejected("file_too_large", f"it is larger than {MOST >> 20} MiB")
    headers = {"Authorization": f"Bearer {client.token}"}
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    try:
        timeout = aiohttp.ClientTimeout(TIMEOUT)
        async with _session(client).get(url, headers=headers, timeout=timeout) as response:
            if response.status != 200:
                raise Rejected("file_not_found", f"Slack answered {response.status}")
            return str(file.get("name") or ""), await response.content.read(MOST)
    except (aiohttp.ClientError, TimeoutError) as trouble:
        raise Unreachable(str(trouble) or "no answer") from trouble


def _session(client: AsyncWebClient) -> aiohttp.ClientSession:
    session = client.session
    if session is None or session.closed:
        raise Unreachable("the session is closed")
    return session
