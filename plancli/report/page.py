"""From a template to one page that is whole in itself and lets nothing else in.

Templates escape everything that they print (jinja2's autoescape). Style and script stand in the page and are named by
their SHA-256 in its Content-Security-Policy: what a document holds can neither run, nor fetch, nor send anything.
"""

from __future__ import annotations

import base64
import hashlib
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from plancli import __version__
from plancli.extras import require as require_package
from plancli.graph.texts import LEVELS, day
from plancli.views.labels import Language, value_word

if TYPE_CHECKING:
    from jinja2 import Environment

# Shown in place of controls that would turn the direction of writing round.
_BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C], "␦")
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r\f"}
_VISIBLE = str.maketrans({**_BIDI, **_CONTROLS, 0x7F: "␡", 0x0D: "", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")})


def visible(text: str | None) -> str:
    """The text with a sign for each character that would act instead of being shown."""
    return (text or "").translate(_VISIBLE)


def require() -> None:
    """See that the template engine is there; ``MissingToolError`` (missing-tool) where it is not."""
    require_package("jinja2", "report")


def render(name: str, language: Language, styles: tuple[str, ...], scripts: tuple[str, ...], **values: Any) -> str:
    """The page of the template ``name``; ``styles`` and ``scripts`` are files beside it, put inside in this order."""
    from markupsafe import Markup

    environment = _environment()
    style = "\n".join(_part(part) for part in styles)
    script = "\n".join(_part(part) for part in scripts)
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return environment.get_template(name).render(
        **values,
        words=labels(language),
        lang=language,
        value_word=value_word,
        levels=LEVELS[language],
        day=day,
        policy=policy,
        # Ours, not a document's; they hold no end tag.
        style=Markup(style),
        script=Markup(script),
        version=__version__,
    )


def labels(language: Language) -> dict[str, str]:
    """The words of the pages."""
    words: dict[str, dict[str, str]] = _labels()
    return words[language]


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("plancli.report") / "labels.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("plancli.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    return environment


@lru_cache(maxsize=16)
def _part(name: str) -> str:
    return (files("plancli.report") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
