"""What a report can hold can be overruled; what ends an import at once cannot, and says where the mistake lies."""

from __future__ import annotations

import ast
import dataclasses
import importlib
from pathlib import Path

import pytest

import geo.errors
from geo.errors import FORM_FIELDS, BadInput, Message, Rule
from geo.flows.import_options import ImportOptions
from geo.flows.import_rules import CHECKED_BY, check_rules, known_rules

ROOT = Path(geo.__file__).parent.parent
ERRORS = {
    kind.__name__
    for kind in vars(geo.errors).values()
    if isinstance(kind, type) and issubclass(kind, geo.errors.JingweiError)
}


def modules() -> list[Path]:
    return [path for package in CHECKED_BY for path in (ROOT / package.replace(".", "/")).rglob("*.py")]


def messages(path: Path) -> dict[str, Message]:
    """The messages that a module makes itself, by their names."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    own = {
        node.targets[0].id
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return {name: value for name, value in vars(module).items() if isinstance(value, Message) and name in own}


def told_in_reports() -> set[str]:
    """The names of the messages that are used otherwise than to make an error."""
    used = set()
    for path in modules():
        tree = ast.parse(path.read_text("utf-8"))
        raised = {
            id(node.args[0])
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args
        }
        used |= {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in raised
        }
    return used


def test_rules_are_the_messages_that_reports_hold_and_no_others() -> None:
    used = told_in_reports()
    held_in_a_table = {"WORKBOOK_OLD", "WORKBOOK_LOCKED"}  # chosen from a mapping, then raised
    for path in modules():
        for name, message in messages(path).items():
            assert isinstance(message, Rule) == (name in used - held_in_a_table), f"{path.name}: {name}"
            assert not (message.asked and isinstance(message, Rule)), f"{path.name}: {name}"


@pytest.mark.parametrize("code", ["file-damaged", "import-layer-unclear", "reading-over-limit", "column-unknown"])
def test_an_error_that_ends_an_import_at_once_is_no_rule(code: str) -> None:
    with pytest.raises(BadInput, match="import-rule-unknown"):
        check_rules([code])


def test_every_rule_can_be_accepted() -> None:
    assert len(known_rules()) > 60
    check_rules(known_rules())


def test_the_fields_of_the_form_are_the_options_of_an_import() -> None:
    options = {field.name for field in dataclasses.fields(ImportOptions)} - {"limits", "tolerances", "door", "asker"}
    assert {{"mapping": "map", "constants": "set"}.get(name, name) for name in options} == FORM_FIELDS


def test_who_came_by_a_form_is_told_of_its_fields() -> None:
    message = Message(
        "x",
        "甲",
        "a",
        "用 --map {name}=列名 指明，自 --valid-from 起，数据库见 --database",
        "name it with --map {name}=COLUMN",
    )
    params = {"name": "--crs"}
    assert (
        message.remedy("zh", params, "form")
        == "用 表单项 map --crs=列名 指明，自 表单项 valid_from 起，数据库见 --database"
    )
    assert message.remedy("en", params, "form") == "name it with the form field map --crs=COLUMN"
    assert message.remedy("en", params) == "name it with --map --crs=COLUMN"
