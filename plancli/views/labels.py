"""Words that tables and cards show: values of the contract in Vietnamese and in English.

The names of columns stand with the columns; here are the words for values that the contract gives as codes.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["vi", "en"]

_VALUES: dict[str, dict[str, tuple[str, str]]] = {
    "kind": {
        "by": ("chậm nhất", "by"),
        "before": ("trước", "before"),
        "during": ("trong", "during"),
        "from": ("từ", "from"),
        "recurring": ("định kỳ", "recurring"),
        "ongoing": ("thường xuyên", "ongoing"),
        "conditional": ("có điều kiện", "conditional"),
    },
    "role": {
        "implements": ("triển khai", "implements"),
        "amends": ("sửa đổi, bổ sung", "amends"),
        "replaces": ("thay thế, bãi bỏ", "replaces"),
        "basis": ("căn cứ", "basis"),
        "cites": ("viện dẫn", "cites"),
    },
    "basis": {
        "fields": ("dòng phân công", "fields"),
        "heading": ("đề mục cơ quan", "heading"),
        "sentence": ("câu giao việc", "sentence"),
        "table": ("bảng", "table"),
    },
    "severity": {
        "error": ("lỗi", "error"),
        "warning": ("cảnh báo", "warning"),
        "info": ("lưu ý", "info"),
    },
}

WORDS: dict[str, tuple[str, str]] = {
    "type": ("Tên loại", "Type"),
    "number": ("Số, ký hiệu", "Number"),
    "issuer": ("Cơ quan ban hành", "Issuer"),
    "parent": ("Cơ quan chủ quản", "Parent body"),
    "place-date": ("Địa danh, ngày", "Place, date"),
    "subject": ("Trích yếu", "Subject"),
    "addressees": ("Kính gửi", "To"),
    "signature": ("Người ký", "Signed by"),
    "recipients": ("Nơi nhận", "Recipients"),
    "marks": ("Dấu chỉ mức độ", "Marks"),
    "file": ("Tệp", "File"),
    "outline": ("Đề cương", "Outline"),
    "tasks": ("Nhiệm vụ", "Tasks"),
    "deadlines": ("Thời hạn", "Deadlines"),
    "refs": ("Văn bản viện dẫn", "References"),
    "diagnostics": ("Lưu ý khi soát", "Diagnostics"),
    "none": ("không có", "none"),
    "inferred": ("suy ra", "inferred"),
    "and-more": ("và {count} mục nữa", "and {count} more"),
    "section": ("mục", "section"),
    "page": ("trang", "page"),
    "appendices": ("Phụ lục", "Appendices"),
}


def value_word(field: str, value: str, language: Language) -> str:
    """The word for a code of the contract; what is no code is returned as it is."""
    pair = _VALUES.get(field, {}).get(value)
    return value if pair is None else pair[language == "en"]


def word(key: str, language: Language, **values: object) -> str:
    """A word of the cards and headings, its places filled."""
    return WORDS[key][language == "en"].format_map(values)
