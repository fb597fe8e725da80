"""Every form in which plans cite documents, one case a form: what is found, or that nothing is.

A case gives the words and, for each document in them, number or name, kind and the number of places that name it.
"""

from __future__ import annotations

import pytest

from plancli.extract.abbreviations import find_abbreviations
from plancli.extract.references import References, find_references
from plancli.model import Number, Reference
from plancli.patterns import Patterns
from plancli.text import Flow, Locator, NormText, Paragraph, SourceText

PATTERNS = Patterns.builtin()
Expected = list[tuple[str, str | None, int]]


def flow_of(text: str, section: str = "I") -> tuple[Flow, Locator]:
    """A flow of the text's lines, all in one section."""
    norm = NormText.of(text)
    paragraphs, offset = [], 0
    for line in text.split("\n"):
        paragraphs.append(Paragraph(offset, offset + len(line), section))
        offset += len(line) + 1
    return Flow(norm, paragraphs), Locator(SourceText(text), norm)


def cite(text: str, own: str | None = None, section: str = "I") -> References:
    flow, locate = flow_of(text, section)
    return find_references(flow, locate, PATTERNS, Number(text=own) if own else None)


def found(text: str) -> Expected:
    return [(item.number or item.name or "", item.type, len(item.mentions)) for item in cite(text).items]


def one(text: str) -> Reference:
    (item,) = cite(text).items
    return item


FORMS: list[tuple[str, str, Expected]] = [
    # Party and state, in full
    (
        "full, Party",
        "Nghị quyết số 27-NQ/TW ngày 09/11/2022 của Ban Chấp hành Trung ương Đảng khóa XIII về tiếp tục xây dựng",
        [("27-NQ/TW", "NQ", 1)],
    ),
    ("comma before the date", "Nghị quyết số 28-NQ/TW, ngày 17/11/2022 của Bộ Chính trị", [("28-NQ/TW", "NQ", 1)]),
    (
        "issuer with its session",
        "Nghị quyết số 27-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII về pháp quyền",
        [("27-NQ/TW", "NQ", 1)],
    ),
    ("short", "theo Nghị quyết số 27-NQ/TW", [("27-NQ/TW", "NQ", 1)]),
    (
        "short, without số",
        "Nghị quyết 28-NQ/TW; Quyết định 66-QĐ/TW",
        [("28-NQ/TW", "NQ", 1), ("66-QĐ/TW", "QĐ", 1)],
    ),
    (
        "issued by a standing committee",
        "Kế hoạch số 118-KH/HU ngày 25/4/2023 của Ban Thường vụ huyện ủy về học tập",
        [("118-KH/HU", "KH", 1)],
    ),
    (
        "a citation in a subject",
        "Nghị quyết số 77/NQ-CP ngày 12/5/2023 của Chính phủ ban hành Chương trình hành động của Chính phủ thực hiện "
        "Nghị quyết số 27-NQ/TW ngày 09/11/2022",
        [("77/NQ-CP", "NQ", 1), ("27-NQ/TW", "NQ", 1)],
    ),
    (
        "a kind of three words",
        "Chương trình hành động số 29-CTr/TU ngày 16/02/2023 của Tỉnh ủy",
        [("29-CTr/TU", "CTr", 1)],
    ),
    ("full, state", "Tờ trình số 465/TTr-STP ngày 21/3/2023 của Sở Tư pháp", [("465/TTr-STP", "TTr", 1)]),
    (
        "a subject without về",
        "Quyết định số 3133/QĐ-UBND ngày 14/12/2022 của UBND tỉnh phê duyệt Đề án giai đoạn 2023 - 2025",
        [("3133/QĐ-UBND", "QĐ", 1)],
    ),
    # lists
    ("a shared code", "Nghị quyết số 18, 19-NQ/TW", [("18-NQ/TW", "NQ", 1), ("19-NQ/TW", "NQ", 1)]),
    ("two of a kind", "các Nghị quyết số 18-NQ/TW và 19-NQ/TW", [("18-NQ/TW", "NQ", 1), ("19-NQ/TW", "NQ", 1)]),
    (
        "serials without codes",
        "Nghị quyết số 36, 42, 43, 81, 82",
        [("36", "NQ", 1), ("42", "NQ", 1), ("43", "NQ", 1), ("81", "NQ", 1), ("82", "NQ", 1)],
    ),
    (
        "serials whose codes stand elsewhere",
        "Nghị quyết số 36-NQ/TW, Nghị quyết số 42-NQ/TW. Theo Nghị quyết số 36, 42",
        [("36-NQ/TW", "NQ", 2), ("42-NQ/TW", "NQ", 2)],
    ),
    (
        "a list in brackets",
        "(Quy định số 08-QĐi/TW; Quy định số 101-QĐ/TW; Quy định số 55-QĐ/TW; Quy định số 07-QĐ/TU)",
        [("08-QĐi/TW", "QĐi", 1), ("101-QĐ/TW", "QĐi", 1), ("55-QĐ/TW", "QĐi", 1), ("07-QĐ/TU", "QĐi", 1)],
    ),
    (
        "a list with &, công văn",
        "VB 10697 & 11028/UBND-KGVX",
        [("10697/UBND-KGVX", "CV", 1), ("11028/UBND-KGVX", "CV", 1)],
    ),
    (
        "a list with &, plans",
        "Kế hoạch số 154 & 201/KH-ĐHHV",
        [("154/KH-ĐHHV", "KH", 1), ("201/KH-ĐHHV", "KH", 1)],
    ),
    (
        "one date for two",
        "thay thế Quyết định số 1013/QĐ-TLĐ và Quyết định số 1014/QĐ-TLĐ ngày 19/8/2011",
        [("1013/QĐ-TLĐ", "QĐ", 1), ("1014/QĐ-TLĐ", "QĐ", 1)],
    ),
    # spellings
    (
        "colloquial",
        "NQ số 113-NQ/ĐU; QĐ 988/QĐ-CĐKT; NĐ 30/2020",
        [("113-NQ/ĐU", "NQ", 1), ("988/QĐ-CĐKT", "QĐ", 1), ("30/2020/NĐ-CP", "NĐ", 1)],
    ),
    ("colloquial, run together", "Nghị quyết số 57-NQ/TW; theo NQ57", [("57-NQ/TW", "NQ", 2)]),
    (
        "blanks round the hyphen",
        "Kế hoạch số 118- KH/HU; 27- NQ/TW; 94- KH/BTGDVTW; Nghị quyết 68 - NQ/TW",
        [("118-KH/HU", "KH", 1), ("27-NQ/TW", "NQ", 1), ("94-KH/BTGDVTW", "KH", 1), ("68-NQ/TW", "NQ", 1)],
    ),
    ("a hyphen for the slash", "35-CTr/TU; Chương trình hành động số 35-CTr-TU", [("35-CTr/TU", "CTr", 2)]),
    ("TƯ for TW", "Nghị quyết số 27-NQ/TW; 27-NQ/TƯ", [("27-NQ/TW", "NQ", 2)]),
    (
        "TU beside TW",
        "Nghị quyết số 27-NQ/TW; Nghị quyết số 27-NQ/TU",
        [("27-NQ/TW", "NQ", 1), ("27-NQ/TU", "NQ", 1)],
    ),
    (
        "other separators",
        "Chỉ thị 11-CT/TW và 11/CT/TW; Quyết định số 5/QĐ-TTG; Kế hoạch số 7/KH_HKH",
        [("11-CT/TW", "CT", 2), ("5/QĐ-TTg", "QĐ", 1), ("7/KH-HKH", "KH", 1)],
    ),
    (
        "hyphens lost",
        "Quyết định số: 1961/QĐUBND; 61/2018/NĐCP; 30c/NQCP",
        [("1961/QĐ-UBND", "QĐ", 1), ("61/2018/NĐ-CP", "NĐ", 1), ("30c/NQ-CP", "NQ", 1)],
    ),
    ("digits apart, mark lost", "Nghị quyết số 4 7/2020/ND-CP", [("47/2020/NĐ-CP", "NQ", 1)]),
    (
        "swapped separators, one date",
        "NGHỊ QUYẾT SỐ 18-NQ/TW VÀ NGHỊ QUYẾT SỐ 19/NQ-TW NGÀY 25/10/2017",
        [("18-NQ/TW", "NQ", 1), ("19-NQ/TW", "NQ", 1)],
    ),
    ("letters read for digits", "Công văn số 34O-CV/ĐU", [("340-CV/ĐU", "CV", 1)]),
    (
        "numbers written by hand stay as they are read",
        "Công văn số 56234-CV/ĐU; Công văn số 7-CV/ĐU; Công văn số 71-CV/ĐU",
        [("56234-CV/ĐU", "CV", 1), ("7-CV/ĐU", "CV", 1), ("71-CV/ĐU", "CV", 1)],
    ),
    ("a lost serial before the code", "S-CV/ĐU; V-CV/ĐU", []),
    (
        "a hyphen lost, a type miscased",
        "Công văn số 858CV/ĐUK; Kế hoạch số 05-Ctr/ĐUK",
        [("858-CV/ĐUK", "CV", 1), ("05-CTr/ĐUK", "KH", 1)],
    ),
    # bodies
    (
        "units behind the body",
        "Công văn số 1752/SGTVT-QLVT PT&NL; 905/STNMT-TNN-KS&KTTV; 3339/SXD-QLN6",
        [("1752/SGTVT-QLVT PT&NL", "CV", 1), ("905/STNMT-TNN-KS&KTTV", "CV", 1), ("3339/SXD-QLN6", "CV", 1)],
    ),
    (
        "bodies with numbers and initials",
        "Kế hoạch số 342/KH-CAT-PV01; 15/KH-VKSKV7; 369/KH-THPTNSS",
        [("342/KH-CAT-PV01", "KH", 1), ("15/KH-VKSKV7", "KH", 1), ("369/KH-THPTNSS", "KH", 1)],
    ),
    (
        "a dotted serial",
        "Nghị quyết số 66.7/2025/NQ-CP; 66.17/2026/NQ-CP",
        [("66.7/2025/NQ-CP", "NQ", 1), ("66.17/2026/NQ-CP", "NQ", 1)],
    ),
    (
        "joint",
        "Thông tư liên tịch số 55/2005/TTLT-BNV-VPCP",
        [("55/2005/TTLT-BNV-VPCP", "TTLT", 1)],
    ),
    (
        "joint with a mass organisation",
        "Thông tư liên tịch số 02/2008/TTLT-BTP-TWHCCBVN",
        [("02/2008/TTLT-BTP-TWHCCBVN", "TTLT", 1)],
    ),
    ("consolidated", "(hợp nhất tại Văn bản hợp nhất số 03/VBHN-VPQH)", [("03/VBHN-VPQH", "VBHN", 1)]),
    (
        "standards",
        "QCVN 102:2016/BTTTT/SĐ1:2022; TCVN 6909:2001; TCVN ISO 9001:2015",
        [
            ("QCVN 102:2016/BTTTT/SĐ1:2022", "QCVN", 1),
            ("TCVN 6909:2001", "TCVN", 1),
            ("TCVN ISO 9001:2015", "TCVN", 1),
        ],
    ),
    (
        "a long date",
        "Quyết định số 42/2014/QĐ-TTg ngày 27 tháng 7 năm 2014 của Thủ tướng Chính phủ",
        [("42/2014/QĐ-TTg", "QĐ", 1)],
    ),
    ("no date", "Chỉ thị số 11-CT/TU của Ban Thường vụ Tỉnh ủy về dân vận", [("11-CT/TU", "CT", 1)]),
    # the Constitution and laws
    ("the Constitution", "Hiến pháp năm 2013", [("Hiến pháp năm 2013", "HP", 1)]),
    (
        "the Constitution with and without its year",
        "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam; Điều 9 Hiến pháp năm 2013",
        [("Hiến pháp năm 2013", "HP", 2)],
    ),
    (
        "laws by date",
        "Luật Thực hiện dân chủ ở cơ sở ngày 10/11/2022; Luật Tiếp cận thông tin ngày 06/4/2016",
        [("Luật Thực hiện dân chủ ở cơ sở", "L", 1), ("Luật Tiếp cận thông tin", "L", 1)],
    ),
    (
        "a law and a bare year",
        "Luật Thực hiện dân chủ ở cơ sở 2022",
        [("Luật Thực hiện dân chủ ở cơ sở", "L", 1)],
    ),
    (
        "laws by name",
        "Luật Ngân sách nhà nước; Luật Tổ chức chính quyền địa phương",
        [("Luật Ngân sách nhà nước", "L", 1), ("Luật Tổ chức chính quyền địa phương", "L", 1)],
    ),
    (
        "laws with their numbers",
        "Luật Cán bộ, công chức số 80/2025/QH15; Luật Hộ tịch số 60/2014/QH13",
        [("80/2025/QH15", "L", 1), ("60/2014/QH13", "L", 1)],
    ),
    ("a law by year", "Luật Đất đai năm 2013", [("Luật Đất đai", "L", 1)]),
    ("a code", "Bộ luật Hình sự", [("Bộ luật Hình sự", "BL", 1)]),
    (
        "a law and its history",
        "Luật Xây dựng số 50/2014/QH13 đã được sửa đổi, bổ sung một số điều theo Luật số 03/2016/QH14, Luật số "
        "35/2018/QH14",
        [("50/2014/QH13", "L", 1), ("03/2016/QH14", "L", 1), ("35/2018/QH14", "L", 1)],
    ),
    (
        "a law told by its adoption",
        "Luật Việc làm số 74/2025/QH15 được Quốc hội khóa XV thông qua tại Kỳ họp thứ 9 ngày 16/6/2025",
        [("74/2025/QH15", "L", 1)],
    ),
    # congresses, plenums, programmes
    (
        "the Party's congress",
        "Nghị quyết Đại hội XIII của Đảng; Nghị quyết Đại hội lần thứ XIII của Đảng",
        [("Nghị quyết Đại hội XIII của Đảng", "NQ", 2)],
    ),
    (
        "a local congress",
        "Nghị quyết Đại hội Đảng bộ xã lần thứ XXIII, nhiệm kỳ 2020- 2025",
        [("Nghị quyết Đại hội Đảng bộ xã lần thứ XXIII, nhiệm kỳ 2020- 2025", "NQ", 1)],
    ),
    (
        "a plenum of two terms",
        "Nghị quyết Trung ương 4 (khóa XII, XIII)",
        [("Nghị quyết Trung ương 4 khóa XII", "NQ", 1), ("Nghị quyết Trung ương 4 khóa XIII", "NQ", 1)],
    ),
    (
        "a plenum in words",
        "Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII",
        [("Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII", "NQ", 1)],
    ),
    (
        "a programme by its title",
        "Đề án “Truyền thông quyền con người ở Việt Nam” giai đoạn 2023 - 2028",
        [("Đề án “Truyền thông quyền con người ở Việt Nam” giai đoạn 2023 - 2028", "ĐA", 1)],
    ),
    (
        "a programme by number and title",
        "Đề án 938 “Vận động phụ nữ tham gia giải quyết các vấn đề xã hội”",
        [("Đề án 938 “Vận động phụ nữ tham gia giải quyết các vấn đề xã hội”", "ĐA", 1)],
    ),
    # carriers, chains, aliases
    (
        "an attached act and its carrier",
        "Quy chế chất vấn trong Đảng ban hành kèm theo Quyết định số 158-QĐ/TW, ngày 12/5/2008 của Bộ Chính trị",
        [("158-QĐ/TW", "QĐ", 1)],
    ),
    (
        "a carrier and its act",
        "Quyết định số 218-QĐ/TW, ngày 12/12/2013 của Bộ Chính trị ban hành Quy định về việc góp ý xây dựng Đảng",
        [("218-QĐ/TW", "QĐ", 1)],
    ),
    (
        "an amended act",
        "Quy chế được sửa đổi, bổ sung bởi Quyết định số 23/2018/QĐ-TTg",
        [("23/2018/QĐ-TTg", "QĐ", 1)],
    ),
    (
        "an alias that is the number",
        "Nghị quyết số 27-NQ/TW về pháp quyền (viết tắt là Nghị quyết số 27-NQ/TW)",
        [("27-NQ/TW", "NQ", 2)],
    ),
    (
        "three aliases",
        "Nghị quyết số 27-NQ/TW, Kế hoạch số 11-KH/TW và Chương trình hành động số 35-CTr/TU (sau đây gọi tắt là Nghị "
        "quyết số 27-NQ/TW, Kế hoạch số 11-KH/TW và Chương trình hành động số 35-CTr/TU)",
        [("27-NQ/TW", "NQ", 2), ("11-KH/TW", "KH", 2), ("35-CTr/TU", "CTr", 2)],
    ),
    (
        "an alias without tắt",
        "Nghị quyết số 28-NQ/TW (sau đây gọi là Nghị quyết 28-NQ/TW)",
        [("28-NQ/TW", "NQ", 2)],
    ),
    (
        "an alias in brackets alone",
        "Nghị quyết số 847-NQ/QUTW về phẩm chất người lính (Nghị quyết 847); học tập Nghị quyết 847",
        [("847-NQ/QUTW", "NQ", 3)],
    ),
    (
        "an alias that is the kind",
        "Luật Việc làm số 74/2025/QH15 (sau đây gọi tắt là Luật). Điều 5 của Luật; thi hành Luật và các Luật khác, "
        "Luật Đất đai, Luật này",
        [("74/2025/QH15", "L", 4), ("Luật Đất đai", "L", 1)],
    ),
    (
        "an alias of another kind",
        "Quyết định số 749/QĐ-TTg phê duyệt Chương trình Chuyển đổi số quốc gia (sau đây gọi tắt là Chương trình). "
        "Theo Chương trình, các cơ quan",
        [("749/QĐ-TTg", "QĐ", 1)],
    ),
    # kind and number alone
    (
        "without codes, issuer named",
        "Thông tư 27 của Bộ Tài chính; Kế hoạch 12 của Sở Y tế",
        [("27", "TT", 1), ("12", "KH", 1)],
    ),
    ("without codes", "theo Nghị quyết 18; quán triệt Chỉ thị 05 và Nghị quyết 18", [("18", "NQ", 2), ("05", "CT", 1)]),
    ("without codes, one number of two kinds", "theo Thông tư 22 và Nghị định 22", [("22", "TT", 1), ("22", "NĐ", 1)]),
    ("without codes, run together", "thực hiện NQ57, NĐ 30", [("57", "NQ", 1), ("30", "NĐ", 1)]),
    (
        "without codes, a list",
        "các Nghị quyết số 57, 59, 66 của Bộ Chính trị",
        [("57", "NQ", 1), ("59", "NQ", 1), ("66", "NQ", 1)],
    ),
    (
        "without codes, settled by another citation",
        "Thông tư số 22/2021/TT-BGDĐT và Thông tư 27; đánh giá theo Thông tư 22",
        [("22/2021/TT-BGDĐT", "TT", 2), ("27", "TT", 1)],
    ),
    ("without codes, a year", "Nghị định 30 năm 2020 của Chính phủ", [("30", "NĐ", 1)]),
    ("dots in the body", "Nghị quyết số 18-NQ/T.Ư, Kết luận 71-KL/T.W", [("18-NQ/TW", "NQ", 1), ("71-KL/TW", "KL", 1)]),
    ("without codes, a provision", "khoản 2 Điều 5 Thông tư 22.", [("22", "TT", 1)]),
    # provisions
    (
        "a provision, innermost first",
        "khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP",
        [("30/2020/NĐ-CP", "NĐ", 1)],
    ),
    (
        "a provision, all units",
        "điểm a khoản 1 Điều 24 Tiểu mục 1 Mục 1 Chương III của Nghị quyết số 351/2017/UBTVQH14",
        [("351/2017/UBTVQH14", "NQ", 1)],
    ),
    (
        "a provision, outermost first",
        "theo Điều 5, khoản 1 Nghị định số 30/2020/NĐ-CP",
        [("30/2020/NĐ-CP", "NĐ", 1)],
    ),
    # blanks
    ("a blank number", "Chỉ thị số   -CT/ĐU ngày   /12/2025", [("CT/ĐU", "CT", 1)]),
    (
        "a blank number of dots",
        "theo Quyết định số …/QĐ-UBND ngày … tháng … năm … của UBND tỉnh",
        [("QĐ-UBND", "QĐ", 1)],
    ),
    (
        "a blank công văn",
        "Công văn số      /SNN-TTBVTV ngày    tháng 01 năm 2024 của Sở Nông nghiệp và PTNT",
        [("SNN-TTBVTV", "CV", 1)],
    ),
    # a list under one heading
    (
        "a list behind a colon",
        "các Nghị quyết của Chính phủ: số 76/NQ-CP ngày 15/7/2021 ban hành Chương trình tổng thể; số 131/NQ-CP ngày "
        "06/10/2022 về thủ tục hành chính",
        [("76/NQ-CP", "NQ", 1), ("131/NQ-CP", "NQ", 1)],
    ),
]

# Forms that name no document.
VETOES: list[tuple[str, str]] = [
    ("unnumbered", "Chỉ thị của Ban Thường vụ Huyện ủy về công tác dân vận"),
    ("from above", "Kế hoạch cấp trên"),
    ("this document", "Kế hoạch này; Nghị quyết này; Chương trình hành động này"),
    ("an open set", "các văn bản hướng dẫn; các quy định của pháp luật"),
    ("an annex of its own", "quy định tại Phụ lục đính kèm; Phụ lục I kèm theo Kế hoạch này"),
    ("provisions alone", "theo khoản 1, Điều 5; Điều 5, khoản 1.3, điểm đ; Mục 1, điều 1.3, khoản 1.3.1, mục a"),
    ("provisions of a document named before", "Bãi bỏ Khoản 4, Khoản 5 Điều 4"),
    ("a short form of bodies", "UBND các huyện, thành phố (sau đây gọi tắt là UBND cấp huyện)"),
    ("a short form of a body", "Ban Tổ chức (gọi tắt là “BTC”); (sau đây gọi chung là cơ quan)"),
    ("a heading of căn cứ", "Căn cứ …; Theo đề nghị của …; Xét Tờ trình số …"),
    ("no act of amendment", "Điều chỉnh nội dung giấy phép"),
    (
        "kinds that are counted",
        "Kế hoạch 5 năm; Kế hoạch 12 tháng; Nghị quyết 30 kỳ họp; Thông báo 02 lần; Quyết định 45 cán bộ",
    ),
    ("a count before the kind", "ban hành 03 Nghị quyết, 12 Kế hoạch; thông qua 05 Nghị quyết"),
    ("a kind and a year", "Kế hoạch 2024 của Sở Y tế; Nghị quyết 2025"),
    ("programmes and kinds of one letter", "Chương trình 135, Đề án 06; Kế hoạch 1; Nghị quyết 3, Nghị quyết 4"),
    ("a title in capitals", "THÔNG TƯ 27 CỦA BỘ TÀI CHÍNH"),
    ("the carrier's own bracket", "(Kèm theo Quyết định số     /QĐ-SYT ngày     tháng     năm     của Sở Y tế)"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in FORMS], ids=[case[0] for case in FORMS])
def test_forms(text: str, expected: Expected) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", [case[1] for case in VETOES], ids=[case[0] for case in VETOES])
def test_vetoes(text: str) -> None:
    assert found(text) == []


def test_lines_and_pages_that_break_a_number() -> None:
    """What the composer makes whole: here as it reaches the citations."""
    assert found("Nghị quyết số 27-NQ/TW; Nghị quyết số 77/NQ-CP; 106-KH/TU") == [
        ("27-NQ/TW", "NQ", 1),
        ("77/NQ-CP", "NQ", 1),
        ("106-KH/TU", "KH", 1),
    ]


@pytest.mark.parametrize(
    ("text", "date", "issuer"),
    [
        (
            "Nghị quyết số 27-NQ/TW ngày 09/11/2022 của Ban Chấp hành Trung ương Đảng khóa XIII về pháp quyền",
            "2022-11-09",
            "Ban Chấp hành Trung ương Đảng khóa XIII",
        ),
        (
            "Nghị quyết số 27-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII về pháp quyền",
            None,
            "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XIII",
        ),
        ("Kế hoạch số 118-KH/HU ngày 25/4/2023 của Ban Thường vụ huyện ủy", "2023-04-25", "Ban Thường vụ huyện ủy"),
        (
            "Luật Việc làm số 74/2025/QH15 được Quốc hội khóa XV thông qua tại Kỳ họp thứ 9 ngày 16/6/2025",
            "2025-06-16",
            "Quốc hội khóa XV",
        ),
        (
            "Kế hoạch số 3/KH-BCĐTƯATTP của Ban Chỉ đạo liên ngành Trung ương về an toàn thực phẩm về việc kiểm tra",
            None,
            "Ban Chỉ đạo liên ngành Trung ương về an toàn thực phẩm",
        ),
        ("Kế hoạch số 3/KH-BCĐ của Ban Chỉ đạo tỉnh về chuyển đổi số năm 2024", None, "Ban Chỉ đạo tỉnh"),
        ("Công văn số 512/UBND-NV ngày 20/4 của UBND huyện", None, "UBND huyện"),
        ("Chỉ thị số 9/CT-TTg năm 2024 của Thủ tướng Chính phủ", "2024", "Thủ tướng Chính phủ"),
    ],
)
def test_dates_and_issuers(text: str, date: str | None, issuer: str) -> None:
    item = one(text)
    assert (item.date, item.issuer) == (date, issuer)


def test_a_date_and_an_issuer_for_a_whole_list() -> None:
    items = cite("thay thế Quyết định số 13/QĐ-TLĐ và Quyết định số 14/QĐ-TLĐ ngày 19/8/2011").items
    assert [item.date for item in items] == ["2011-08-19"] * 2
    items = cite("các Nghị quyết của Chính phủ: số 76/NQ-CP về cải cách; số 131/NQ-CP ngày 06/10/2022").items
    assert [item.issuer for item in items] == ["Chính phủ"] * 2


def test_history_in_brackets_is_no_subject() -> None:
    first, second = cite(
        "Thông tư số 8/2022/TT-BGDĐT ban hành Quy chế thi (được sửa đổi, bổ sung bởi Thông tư số 2/2023/TT-BGDĐT)"
    ).items
    assert (first.subject, second.subject) == ("ban hành Quy chế thi", None)


def test_the_documents_own_number_is_not_taken_from_what_it_cites() -> None:
    items = cite("Thực hiện Công văn số 8034-CV/BTCTU", own="338-CV/ĐU").items
    assert [(item.number, item.same_as_header) for item in items] == [("8034-CV/BTCTU", False)]


@pytest.mark.parametrize(
    ("text", "pinpoint"),
    [
        ("khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP", {"khoản": "2", "điều": "5"}),
        (
            "điểm a khoản 2 Điều 103 Mục 5 Chương XII Phần I của Bộ luật Hình sự",
            {"điểm": "a", "khoản": "2", "điều": "103", "mục": "5", "chương": "XII", "phần": "I"},
        ),
        (
            "điểm a khoản 1 Điều 24 Tiểu mục 1 Mục 1 Chương III của Nghị quyết số 351/2017/UBTVQH14",
            {"điểm": "a", "khoản": "1", "điều": "24", "tiểu mục": "1", "mục": "1", "chương": "III"},
        ),
        ("Điều 5, khoản 1 Nghị định số 30/2020/NĐ-CP", {"điều": "5", "khoản": "1"}),
    ],
)
def test_provisions(text: str, pinpoint: dict[str, str]) -> None:
    assert one(text).mentions[0].pinpoint == pinpoint


def test_provisions_of_a_short_form() -> None:
    item = one("Luật Việc làm số 74/2025/QH15 (sau đây gọi là Luật); khoản 2 Điều 5 của Luật quy định")
    assert [mention.pinpoint for mention in item.mentions] == [None, None, {"khoản": "2", "điều": "5"}]


def test_the_documents_own_kind_is_no_short_form() -> None:
    text = "Kế hoạch số 7/KH-UBND (sau đây gọi tắt là Kế hoạch). Ban hành Kế hoạch, thực hiện Kế hoạch."
    flow, locate = flow_of(text)
    (item,) = find_references(flow, locate, PATTERNS, Number(text="9/KH-SYT", type_code="KH")).items
    assert len(item.mentions) == 1


def aliases(text: str) -> list[str]:
    flow, locate = flow_of(text)
    citations = find_references(flow, locate, PATTERNS, None).citations
    return [item.short for _, item in find_abbreviations(flow, locate, PATTERNS, citations)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết số 27-NQ/TW (viết tắt là Nghị quyết số 27-NQ/TW)", ["Nghị quyết số 27-NQ/TW"]),
        ("Nghị quyết số 28-NQ/TW (sau đây gọi là Nghị quyết 28-NQ/TW)", ["Nghị quyết 28-NQ/TW"]),
        ("UBND các huyện, thành phố (sau đây gọi tắt là UBND cấp huyện)", ["UBND cấp huyện"]),
        ("Ban Tổ chức Hội thi (gọi tắt là “BTC”) họp", ["BTC"]),
    ],
)
def test_defined_short_forms(text: str, expected: list[str]) -> None:
    assert aliases(text) == expected


# --- whose documents they are ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "body", "inferred"),
    [
        ("Nghị quyết số 7-NQ/TW của Ban Chấp hành Trung ương Đảng khóa XIII", "Ban Chấp hành Trung ương", False),
        ("Nghị quyết số 7-NQ/TW của Hội nghị lần thứ sáu BCH Trung ương Đảng", "Ban Chấp hành Trung ương", False),
        ("Kết luận số 7-KL/TW của Hội nghị Trung ương 4 khóa XIII", "Ban Chấp hành Trung ương", False),
        ("Chỉ thị số 7-CT/TW của Bộ Chính trị (khóa XIII)", "Bộ Chính trị", False),
        ("CHỈ THỊ SỐ 7-CT/TW CỦA BỘ CHÍNH TRỊ", "Bộ Chính trị", False),
        ("Chỉ thị số 7-CT/TW của Ban Bí thư Trung ương Đảng khoá XII", "Ban Bí thư", False),
        ("Chỉ thị số 7-CT/TW của Trung ương", None, False),
        ("Chỉ thị số 7-CT/TW", None, False),
        ("Nghị quyết Trung ương 4 khóa XII", "Ban Chấp hành Trung ương", True),
        ("Nghị quyết Hội nghị lần thứ năm Ban Chấp hành Đảng bộ tỉnh", None, False),
        ("Nghị định số 7/2024/NĐ-CP", "Chính phủ", True),
        ("Luật số 7/2024/QH15", "Quốc hội", True),
        ("Thông tư số 7/2024/TT-BYT của Bộ trưởng Bộ Y tế", "Bộ Y tế", False),
        ("Kế hoạch số 7/KH-UBND của UBND tỉnh Hà Nam", "Ủy ban nhân dân tỉnh Hà Nam", False),
        ("Chương trình số 7-CTr/TU", None, False),
        ("Thông báo số 7/TB-BTC", None, False),
    ],
)
def test_the_body_that_issued(text: str, body: str | None, inferred: bool) -> None:
    issued = one(text).body
    assert (issued.name if issued else None) == body
    assert (issued.inferred if issued else False) is inferred


def test_level_and_sector_of_the_body() -> None:
    issued = one("Kế hoạch số 7/KH-UBND của UBND xã Tân Lập").body
    assert issued is not None
    assert (issued.level, issued.sector) == ("commune", "state")
