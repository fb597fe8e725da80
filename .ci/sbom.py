"""A bill of materials (CycloneDX 1.5, JSON) of plancli as it is installed: ``python .ci/sbom.py > sbom.json``.

Made of the metadata of installed packages alone, the same for the same packages: no time, no random number.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def normal(name: str) -> str:
    """The name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def required(name: str) -> list[str]:
    """What the package needs wherever it runs: no extras; markers of other platforms count where it is installed."""
    found = set()
    for line in _own() if name == "plancli" else metadata.requires(name) or ():
        if "extra ==" in line.partition(";")[2]:
            continue
        match = _NAME.match(line)
        if match and _installed(match.group()):
            found.add(normal(match.group()))
    return sorted(found)


def _own() -> list[str]:
    """The requirements of this checkout: those of an installed plancli may be of another day."""
    with (Path(__file__).resolve().parent.parent / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["dependencies"])


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def licence(name: str) -> str:
    """The licence as the package states it: its expression, its classifiers, or its own words."""
    found = metadata.metadata(name)
    if found.get("License-Expression"):
        return str(found["License-Expression"])
    classifiers = [
        line.rpartition(":: ")[2] for line in found.get_all("Classifier") or () if line.startswith("License")
    ]
    return " or ".join(classifiers) or (found.get("License") or "not stated").splitlines()[0]


def closure(root: str) -> list[str]:
    """All packages below the root, itself left out."""
    seen, waiting = set(), [root]
    while waiting:
        for name in required(waiting.pop()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return sorted(seen)


def component(name: str, kind: str = "library") -> dict[str, Any]:
    """A package as a component."""
    version = metadata.version(name)
    purl = f"pkg:pypi/{normal(name)}@{version}"
    return {
        "type": kind,
        "bom-ref": purl,
        "name": normal(name),
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"name": licence(name)}}],
    }


def bill(root: str = "plancli") -> dict[str, Any]:
    """The whole bill."""
    names = closure(root)
    refs = {name: f"pkg:pypi/{name}@{metadata.version(name)}" for name in [root, *names]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(root, "application")},
        "components": [component(name) for name in names],
        "dependencies": [
            {"ref": refs[name], "dependsOn": [refs[below] for below in required(name)]} for name in [root, *names]
        ],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
