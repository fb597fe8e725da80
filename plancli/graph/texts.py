"""The words of the web's outputs, in Vietnamese and English."""

from __future__ import annotations

from plancli.views.labels import Language

LEVELS: dict[Language, dict[str | None, str]] = {
    "vi": {
        "central": "Trung ương", "province": "cấp tỉnh", "district": "cấp huyện", "commune": "cấp xã",
        "grassroots": "cơ sở", None: "chưa rõ cấp",
    },
    "en": {
        "central": "central", "province": "province", "district": "district", "commune": "commune",
        "grassroots": "grassroots", None: "level not known",
    },
}  # fmt: skip
WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "days": "{} ngày", "days_after": "{} ngày sau {}", "no_date": "không rõ ngày", "no_number": "không số",
        "also": "cũng thực hiện", "quoted": "theo trích yếu", "unsure": "Chỉ nêu số, có thể là văn bản khác",
        "held": "có trong tập hợp", "cited": "chỉ được viện dẫn", "none_below": "Không có văn bản nào thực hiện",
    },
    "en": {
        "days": "{} days", "days_after": "{} days after {}", "no_date": "no date", "no_number": "no number",
        "also": "also implements", "quoted": "by its subject", "unsure": "Name the number alone, may mean another",
        "held": "in the collection", "cited": "only cited", "none_below": "No document implements it",
    },
}  # fmt: skip


def day(value: str | None) -> str:
    """An ISO date as Vietnamese writes it, of whatever precision: ``27/4/2023``, ``4/2023``, ``2023``."""
    return "/".join(part.lstrip("0") for part in reversed((value or "").split("-")))
