"""`tocsin templates check`, and `tocsin rca --template`."""

import argparse
import json
from pathlib import Path

import pytest

from handlers.cli import rca, templates
from store import incident as incidents
from store.sqlite import Store
from tests.make import incident


def check(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="tocsin")
    templates.add(parser.add_subparsers(required=True))
    args = parser.parse_args(["templates", "check", *words])
    return int(args.run(args, None))


def test_all_that_are_shipped_render(capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[-1] == "tocsin: renders"
    assert len(out.splitlines()) == 7


def test_one_of_yours_that_is_wrong_is_a_no_that_names_what_is_undefined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = tmp_path / "ours.md.j2"
    ours.write_text("{{ incident }}\n{{ culprit }}")

    code = check(str(ours))

    out, err = capsys.readouterr()
    assert code == 1
    assert f"{ours}: is wrong" in out
    assert f"Template {ours}: 'culprit' is undefined (with an empty incident)" in err
    assert check("--json", str(ours)) == 1
    assert json.loads(capsys.readouterr().out)["brief"] == []


async def test_the_document_is_printed_by_another_template(
    rows: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await rows.run(incidents.save, incident())
    ours = tmp_path / "ours.md.j2"
    ours.write_text("# {{ title }}\n")
    parser = argparse.ArgumentParser(prog="tocsin")
    rca.add(parser.add_subparsers(required=True))

    codes = []
    for template in ("brief", str(ours), "nothing"):
        args = parser.parse_args(["rca", "INC-12", "--template", template])
        codes.append(int(args.run(args, rows)))

    out, err = capsys.readouterr()
    assert codes == [0, 0, 1]
    assert out.startswith("# INC-12: checkout 500s\n")
    assert out.endswith("# checkout 500s\n")
    assert "There is no template nothing: shipped are atlassian, brief, coe-5whys" in err
