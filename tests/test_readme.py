"""What the READMEs tell people to type is what the program takes, in both languages alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hecha import parser

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")


def commands(text: str) -> list[str]:
    return [c.split("#")[0].strip() for c in re.findall(r"^\.venv/bin/hecha (.+)$", text, flags=re.M)]


@pytest.mark.parametrize("name", READMES)
def test_every_command_in_the_readme_is_understood(name: str) -> None:
    found = commands((ROOT / name).read_text("utf-8"))
    assert len(found) >= 5
    for command in found:
        parser().parse_args(command.split())


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in READMES)
    assert commands(english) == commands(chinese)


@pytest.mark.parametrize("name", READMES)
def test_every_file_the_readme_links_to_exists(name: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", READMES)
def test_the_makefile_has_the_targets_the_readme_names(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", (ROOT / name).read_text("utf-8"), flags=re.M):
        assert re.search(rf"^{target}:", makefile, flags=re.M)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_name_no_host(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "--hash=sha256:" in text
