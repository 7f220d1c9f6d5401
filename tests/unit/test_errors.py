"""Every sentence that the program can say is whole in both languages, and shows what came without being harmed by it."""

import importlib
import pkgutil
import re
from pathlib import Path
from string import Formatter

import pytest

import api
import geo
from geo.errors import SHOWN_CHARACTERS, BadInput, Message, printable, system_reason
from geo.layers import Label

LATE = Message(
    "sample-late",
    zh="“{got}”太晚",
    en="{got!r} is too late",
    remedy_zh="在{expected}之前",
    remedy_en="before {expected}",
)


def all_messages():
    found = {}
    for package in (geo, api):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if "migrations" in module.name or module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Message):
                    found.setdefault(id(value), (f"{module.name}.{name}", value))
    return list(found.values())


MESSAGES = all_messages()


def fields(template):
    """The parameters of a template; ``how_zh`` and ``how_en`` are the word ``how`` in the language of the sentence."""
    return {re.sub("_(zh|en)$", "", name) for _, name, _, _ in Formatter().parse(template) if name}


def test_message_codes_are_unique():
    codes = [message.code for _, message in MESSAGES]
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize(("name", "message"), MESSAGES, ids=[name for name, _ in MESSAGES])
def test_a_message_is_whole_in_both_languages(name, message):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", message.code)
    assert re.search(r"[一-鿿]", message.zh), "Chinese is missing"
    assert not re.search(r"[一-鿿]", re.sub(r"[“«‘].*?[”»’]", "", message.en)), "English is missing"
    assert fields(message.zh) == fields(message.en)
    assert fields(message.remedy_zh) == fields(message.remedy_en)
    assert bool(message.remedy_zh) == bool(message.remedy_en)


def test_an_error_says_what_came_and_what_to_do():
    error = BadInput(LATE, got="2031", expected="2030")
    assert error.text("zh") == "“2031”太晚"
    assert error.remedy("en") == "before 2030"
    assert str(error) == "sample-late: '2031' is too late"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("", ""), ("a\x1b[31mb", "a�[31mb"), ("a\nb", "a�b"), ("x" * 999, "x" * SHOWN_CHARACTERS + "…"), (None, "None")],
)
def test_values_from_outside_are_printed_harmlessly(raw, shown):
    assert printable(raw) == shown


def test_what_the_system_refuses_is_said_in_the_reader_s_language_without_its_path():
    for refused in (Path("/none/secret").read_bytes, Path("/").read_bytes, Path(__file__, "a").read_bytes):
        with pytest.raises(OSError) as error:
            refused()
        reason = system_reason(error.value)
        assert re.search(r"[一-鿿]", reason.zh), reason
        assert "secret" not in reason.zh + reason.en
    rare = system_reason(OSError(9_999, "odd"))
    assert (rare.zh, rare.en) == ("odd", "odd")


def test_words_that_would_have_been_right_are_all_shown():
    words = ", ".join(f"word-{number}" for number in range(40))
    assert words in BadInput(LATE, got="2031", expected=words).remedy("en")


def test_a_word_in_both_languages_is_said_in_that_of_the_sentence():
    error = BadInput(LATE, got=Label("街道", "Street"), expected="2030")
    assert (error.text("zh"), error.text("en")) == ("“街道”太晚", "'Street' is too late")
