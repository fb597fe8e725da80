"""Right or silent: values that are wrong, and whether anything says so."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from plancli.evaluation.silence import Share, printed_values, shares
from plancli.library import parse_text

TEXT = """ĐẢNG ỦY XÃ AN HÒA
Số 12-KH/ĐU
KẾ HOẠCH
chăm sóc cây xanh

I. NHIỆM VỤ
1. Thực hiện Nghị quyết số 27-NQ/TW và Chỉ thị số 5-XYZ/ABC trước ngày 15/5/2023.
"""


def judged(gold: dict[str, Any]) -> dict[str, Share]:
    return shares(printed_values(gold, to_builtins(parse_text(TEXT))))


def test_right_values_are_not_silent() -> None:
    gold = {
        "header": {"number": "12-KH/ĐU", "issuer": "Đảng ủy xã An Hòa", "date": None},
        "references": [{"number": "27-NQ/TW"}, {"number": "5-XYZ/ABC"}],
        "deadlines": [{"due": "2023-05-15"}],
    }
    found = judged(gold)
    assert found == {"header": Share(2, 0, 0), "references": Share(2, 0, 0), "dates": Share(1, 0, 0)}
    assert found["header"].rate == 0


def test_a_wrong_value_is_silent_unless_a_diagnostic_stands_on_it() -> None:
    gold = {"header": {"number": "13-KH/ĐU"}, "references": [], "deadlines": [{"due": "2023-05-16"}]}
    found = judged(gold)
    assert found["header"] == Share(1, 1, 1)
    assert found["dates"] == Share(1, 1, 1)
    # The unknown codes are told, the other number is not.
    assert found["references"] == Share(2, 2, 1)
    assert found["references"].rate == 0.5
