"""The files of an import: found, opened, and sorted by their format."""

from __future__ import annotations

import configparser
import io
import json
import tarfile
import zlib
from dataclasses import dataclass, field
from os.path import normpath
from pathlib import Path
from typing import TYPE_CHECKING

from bot import json_text, yaml_text
from bot.domain.catalog_file.sections import LISTED, SECTIONS
from bot.domain.formats import backstage, table, words
from bot.domain.formats.codeowners import Owners, parse
from bot.domain.formats.entry import Harvest
from bot.domain.formats.joining import Gathered
from bot.domain.formats.node import Node, top
from bot.domain.formats.remark import Reason, Remark, of_fault
from bot.domain.placed import Fault, Placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.ports import Progress

MOST_BYTES, MOST_OF_DATA = 32 << 20, 256 << 20
"""How large a file may be that people write, and one that a program writes (JSON, an archive)."""
MOST_LENIENT = 4 << 20
"""How long a text may be that looks like JSON, is none, and is read as YAML."""
MANY = 50
"""From how many files on it is worth saying how far it is."""
SUFFIXES = (".yaml", ".yml", ".json", ".tar.gz", ".tgz")
NOT_WALKED = (".git", "node_modules", ".venv", "__pycache__")
ARCHIVE = b"\x1f\x8b"
ALL = (*SECTIONS, *LISTED)


@dataclass(slots=True)
class Basket:
    """Documents by format while files are being opened."""

    own: list[Placed] = field(default_factory=list)
    foreign: dict[str, list[Node]] = field(default_factory=dict)
    owners: list[Owners] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    seen: set[Path] = field(default_factory=set)


def gather(paths: Sequence[str], repository: str, progress: Progress | None) -> tuple[Gathered, Basket]:
    """Open everything that is named, and let the readers read it.

    A folder stands for the files in it, hidden folders too; in it, files of no format are passed over. No
    path ("", of a variable that is not set) is not the folder where one stands.
    """
    basket = Basket()
    named = list(dict.fromkeys(normpath(path) for path in paths if path))
    walked = [(file, root) for root in named if Path(root).is_dir() for file in _walk(basket, Path(root))]
    single = [(Path(path), None) for path in named if not Path(path).is_dir()]
    whole = [*single, *walked]
    for n, (file, root) in enumerate(whole, 1):
        _open(basket, file, named=root is None)
        if progress and len(whole) >= MANY:
            progress(n, len(whole), "files")
    for file, _ in single:
        _follow(basket, file.parent)
    homes = {name: home for name in basket.formats if (home := repository or _home(Path(name)))}
    harvest = Harvest()
    for format, nodes in basket.foreign.items():
        found = table.FORMATS[format].read(nodes, homes)
        harvest.entries += found.entries
        harvest.remarks += found.remarks
        harvest.read |= {file: harvest.read.get(file, 0) + count for file, count in found.read.items()}
    harvest.remarks += basket.remarks
    for broken, count in basket.whole.items():
        harvest.read[broken] = harvest.read.get(broken, 0) + count
    _missing(harvest, basket)
    return Gathered(basket.own, harvest, basket.owners, homes), basket


def _walk(basket: Basket, root: Path) -> Iterator[Path]:
    try:
        found = sorted(root.iterdir())
    except OSError as error:
        what = f"cannot be opened: {error.strerror}"
        basket.remarks.append(Remark(str(root), 1, 1, Reason.BROKEN, what, "check who may read it"))
        return
    for inside in found:
        if inside.is_dir() and not inside.is_symlink() and inside.name not in NOT_WALKED:
            yield from _walk(basket, inside)
        elif inside.is_file() and (inside.name.endswith(SUFFIXES) or inside.name == "CODEOWNERS"):
            yield inside


def _follow(basket: Basket, root: Path) -> None:
    """Open the files that Locations of Backstage point to, as far as they lie in the folder."""
    done: set[tuple[str, str]] = set()
    while pending := [
        (node, target)
        for node in basket.foreign.get("backstage", ())
        for target in backstage.targets(node)
        if (node.placed.file, target.text) not in done
    ]:
        for node, target in pending:
            done.add((node.placed.file, target.text))
            for file in _inside(root, Path(node.placed.file).parent, target.text):
                _open(basket, file, named=False)


def _inside(root: Path, folder: Path, target: str) -> list[Path]:
    """The files of a target that lie in the folder; it may hold `*`."""
    if "://" in target or target.startswith("/") or not target:
        return []
    whole = Path(normpath(folder / target))
    found = sorted(folder.glob(target)) if "*" in target else [whole]
    return [each for each in found if each.is_file() and each.resolve().is_relative_to(root.resolve())]


def _missing(harvest: Harvest, basket: Basket) -> None:
    """Say which files a Location points to that were not read."""
    for node in basket.foreign.get("backstage", ()):
        folder = Path(node.placed.file).parent
        targets = [each for each in backstage.targets(node) if not words.is_template(each.text)]
        away = [each for each in targets if not _is_read(basket, folder, each.text)]
        if away:
            named = ", ".join(f"`{each.text}`" for each in away[:3]) + (", …" if len(away) > 3 else "")
            what = f"{len(away)} of {len(targets)} targets are not in the folder: {named}"
            harvest.say(away[0].remark(Reason.POINTER, what, "fetch them and import them too"))


def _is_read(basket: Basket, folder: Path, target: str) -> bool:
    return "://" not in target and ("*" in target or (folder / target).resolve() in basket.seen)


# One file -----------------------------------------------------------------------------------------------


def _open(basket: Basket, path: Path, *, named: bool) -> None:
    if path.resolve() in basket.seen:
        return
    basket.seen.add(path.resolve())
    file = str(path)
    try:
        most = MOST_OF_DATA if file.endswith((".json", "gz")) else MOST_BYTES
        data = path.read_bytes() if path.stat().st_size <= most else None
    except OSError as error:
        _refused(
            basket, file, f"cannot be read: {error.strerror}", "check the path and who may read it", named
        )
        return
    if data is None:
        remedy = "split it, several files are one catalog"
        _refused(basket, file, f"is larger than {most >> 20} MiB", remedy, named)
    elif data.startswith(ARCHIVE):
        _archive(basket, file, data, named)
    else:
        _text(basket, file, data, named=named)


def _refused(basket: Basket, file: str, what: str, remedy: str, named: bool) -> None:
    """A file that cannot be opened: a fault where it was named, else a remark."""
    fault = Fault(file, 1, 1, what, remedy)
    if named:
        basket.own.append(Placed(file, None, faults=(fault,)))
    else:
        basket.remarks.append(of_fault(fault, Reason.BROKEN))


def _archive(basket: Basket, file: str, data: bytes, named: bool) -> None:
    """The JSON files of an archive, as Port writes them."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            for member in archive:
                wanted = member.isfile() and member.name.endswith(".json") and member.size <= MOST_OF_DATA
                if wanted and (inside := archive.extractfile(member)):
                    name = f"{file}/{normpath(member.name)}"
                    _text(basket, name, inside.read(), named=False, format="port")
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        _refused(basket, file, f"is no archive: {error}", "export it again as .tar.gz or .json", named)


def _text(basket: Basket, file: str, data: bytes, *, named: bool, format: str = "") -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        _refused(basket, file, "is not UTF-8 text", "save it as UTF-8", named)
        return
    if Path(file).name == "CODEOWNERS":
        basket.formats[file] = table.CODEOWNERS
        basket.owners.append(parse(file, text))
        return
    documents = [each for each in _documents(file, text) if each.tree is not None or each.faults]
    formats = [format or table.of_document(top(each), ALL) for each in documents]
    known = next((format for format in formats if format), "")
    if known == table.OURS or (not known and (named or _looks_ours(text))):
        basket.formats[file] = table.OURS
        basket.own.append(documents[0] if len(documents) == 1 else yaml_text.read(file, text))
    elif not known:
        basket.passed.append(file)
    else:
        basket.formats[file] = known
        for format, document in zip(formats, documents, strict=True):
            _foreign(basket, format or known, document, words.is_template(text))


def _documents(file: str, text: str) -> list[Placed]:
    """The documents of a text. Large JSON is read as JSON, which is a hundred times faster than as YAML."""
    if text.lstrip()[:1] in ("{", "["):
        try:
            return [json_text.read(file, text)]
        except (json.JSONDecodeError, RecursionError) as error:
            if len(text) > MOST_LENIENT:
                line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
                what = f"this is not JSON: {getattr(error, 'msg', 'it is nested too deeply')}"
                return [Placed(file, None, faults=(Fault(file, line, column, what, "look at that line"),))]
        except ValueError:
            pass
    return yaml_text.documents(file, text)


def _looks_ours(text: str) -> bool:
    """Whether a text that nobody could read was meant as a catalog file of ours."""
    return any(text.startswith(f"{section}:") or f"\n{section}:" in text for section in ("services", "teams"))


def _foreign(basket: Basket, format: str, document: Placed, template: bool) -> None:
    """A document of another format; what is wrong with its YAML costs no more than itself."""
    if document.faults and (template or not document.tree):
        reason = Reason.TEMPLATE if template else Reason.BROKEN
        fault = document.faults[0]
        said = Remark(document.file, fault.line, fault.column, reason, fault.what, fault.remedy, whole=1)
        if template:
            what, remedy = (
                "this is a template, with places still to be filled in",
                "import what is made from it",
            )
            said = Remark(document.file, fault.line, fault.column, reason, what, remedy, whole=1)
        basket.remarks.append(said)
        basket.whole[document.file] = basket.whole.get(document.file, 0) + 1
        return
    basket.remarks += [of_fault(fault, Reason.FAULTY) for fault in document.faults]
    basket.foreign.setdefault(format, []).append(top(document))


def _home(file: Path) -> str:
    """The repository in whose working copy a file lies, or ""."""
    for folder in file.resolve().parents:
        config = folder / ".git" / "config"
        if config.is_file():
            read = configparser.ConfigParser(strict=False, interpolation=None)
            try:
                read.read_string(config.read_text("utf-8"))
            except (configparser.Error, OSError, UnicodeDecodeError):
                return ""
            found = words.repository(read.get('remote "origin"', "url", fallback=""))
            return found["name"] if found else ""
    return ""
