"""Numbers as Word prints them: ``w:numFmt`` (ECMA-376 part 1, 17.18.59)."""

from __future__ import annotations

_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# Word's own limits: roman numbers up to 32767, letters up to thirty of a kind.
_LAST = 32767
_LETTER_RANGE = 780


def format_number(value: int, form: str) -> str:
    """The number in the format; formats that Vietnamese documents never use give decimal digits.

    Letters are those of the Latin alphabet (``d`` is followed by ``e``: Word knows no ``đ``), doubled behind ``z``.
    """
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{value:02d}"
    if form.startswith("0"):
        # A custom format, told by its first number: "001, 002, 003, ...".
        return str(value).zfill(min(len(form), 8))
    if form == "numberInDash":
        return f"- {value} -"
    if not 1 <= value <= _LAST:
        return str(value)
    if form in ("upperRoman", "lowerRoman"):
        return _roman(value) if form == "upperRoman" else _roman(value).lower()
    if form in ("upperLetter", "lowerLetter"):
        count, letter = divmod((value - 1) % _LETTER_RANGE, 26)
        return chr((65 if form == "upperLetter" else 97) + letter) * (count + 1)
    if form == "vietnameseCounting":
        return _in_words(value) if value < 100 else str(value)
    if form == "decimalEnclosedCircle" and value <= 20:
        return chr(0x2460 + value - 1)
    if form == "decimalEnclosedParen" and value <= 20:
        return f"({value})"
    if form == "decimalEnclosedFullstop" and value <= 20:
        return f"{value}."
    if form == "chicago":
        count, sign = divmod((value - 1) % 100, 4)
        return "*†‡§"[sign] * (count + 1)
    return str(value)


def _roman(value: int) -> str:
    out = []
    for amount, sign in _ROMAN:
        count, value = divmod(value, amount)
        out.append(sign * count)
    return "".join(out)


def _in_words(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return _DIGITS[ones]
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not ones:
        return head
    tail = {1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, _DIGITS[ones])
    return f"{head} {tail}"
