"""What pydantic found wrong in an entry, in our words: the field, what is wrong with it, what to do."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.domain.catalog_file.sections import WORDS, keys_of
from bot.domain.placed import Fault, Path, Placed

Said = tuple[str, str]
ALIKE = 0.6
BARE = (str, int, float, bool)


def of_errors(placed: Placed, path: Path, wrong: ValidationError) -> list[Fault]:
    """The faults of the entry at a path. A missing key that stands there misspelt is one fault, not two."""
    errors = wrong.errors(include_url=False)
    unknown = [str(error["loc"][-1]) for error in errors if error["type"] == "extra_forbidden"]
    return [
        _of_error(placed, path, error)
        for error in errors
        if error["type"] != "missing" or not get_close_matches(str(error["loc"][-1]), unknown, cutoff=ALIKE)
    ]


def _of_error(placed: Placed, path: Path, error: ErrorDetails) -> Fault:
    """The fault of one pydantic error in the entry at a path."""
    kind, loc = error["type"], tuple(error["loc"])
    whole = (*path, *loc)
    if kind == "missing":
        return placed.fault(
            whole[:-1], f"{_field(whole[:-1])} has no `{loc[-1]}`", f"add `{loc[-1]}:`", at_key=True
        )
    if kind == "extra_forbidden":
        return unknown_key(placed, whole)
    what, remedy = SAID.get(kind, _otherwise)(error)
    return placed.fault(whole, f"{_field(whole)}: {what}", remedy)


def unknown_key(placed: Placed, path: Path) -> Fault:
    """The fault of a key that is not known where it stands."""
    known = keys_of(path[:-1])
    what = f"`{path[-1]}` is not known in {_field(path[:-1])}"
    return placed.fault(
        path, what, suggested(str(path[-1]), known, f"known are {', '.join(known)}"), at_key=True
    )


def suggested(word: str, known: Sequence[str], otherwise: str) -> str:
    """The remedy for an unknown word: the one that it resembles, or else."""
    close = get_close_matches(word, known, n=1, cutoff=ALIKE)
    return f"did you mean `{close[0]}`?" if close else otherwise


def _entry(path: Path) -> str:
    if not path:
        return "a catalog file"
    if len(path) == 2 and path[0] in WORDS:
        return f"{WORDS[str(path[0])]} `{path[1]}`"
    return f"`{_written(path)}`"


def _field(path: Path) -> str:
    if len(path) > 2 and path[0] in WORDS:
        return f"`{_written(path[2:])}` of {_entry(path[:2])}"
    return _entry(path)


def _written(path: Path) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, BARE):
        return repr(value)
    return "a list" if isinstance(value, list) else "a mapping"


def _text(error: ErrorDetails) -> Said:
    bare = isinstance(error["input"], BARE)
    return f"takes text, not {_shown(error['input'])}", "put it in quotes" if bare else "write one text"


def _number(error: ErrorDetails) -> Said:
    return f"takes a number, not {_shown(error['input'])}", "write digits, without quotes"


def _list(error: ErrorDetails) -> Said:
    return f"takes a list, not {_shown(error['input'])}", "put it in brackets, such as [one, two]"


def _mapping(error: ErrorDetails) -> Said:
    return f"takes keys with values, not {_shown(error['input'])}", "write `key: value` pairs below it"


def _otherwise(error: ErrorDetails) -> Said:
    return str(error["msg"]), "correct it"


SAID: Mapping[str, Callable[[ErrorDetails], Said]] = {
    "string_type": _text,
    "int_type": _number,
    "int_from_float": _number,
    "float_type": _number,
    "finite_number": _number,
    "list_type": _list,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "dict_type": _mapping,
    "string_too_short": lambda _: ("is empty", "write it, or leave the key out"),
    "string_too_long": lambda e: (f"is longer than {e['ctx']['max_length']} characters", "shorten it"),
    "greater_than_equal": lambda e: (f"{e['input']} is too small", f"write at least {e['ctx']['ge']:g}"),
    "less_than_equal": lambda e: (f"{e['input']} is too large", f"write at most {e['ctx']['le']:g}"),
    "literal_error": lambda e: (
        f"{_shown(e['input'])} is none of its words",
        f"write {e['ctx']['expected']}",
    ),
    "tocsin": lambda e: (e["ctx"]["what"], e["ctx"]["remedy"]),
}
