"""The command line as a process: what it prints where, and how it ends."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from plancli import __version__

Cli = Callable[..., subprocess.CompletedProcess[bytes]]

PLAN = """ỦY BAN NHÂN DÂN
XÃ ĐÔNG HẢI

Số: 12/KH-UBND

Đông Hải, ngày 05 tháng 3 năm 2024

KẾ HOẠCH
phòng, chống đuối nước năm 2024

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Nâng cao nhận thức của Nhân dân về phòng, chống đuối nước.
2. Yêu cầu
Bám sát Kế hoạch số 30/KH-UBND ngày 10/01/2024 của UBND huyện.
II. TỔ CHỨC THỰC HIỆN
1. Giao Công an xã rà soát các điểm nguy hiểm, xong trước ngày 15/5/2024.
2. Các trường học tuyên truyền cho học sinh.

Nơi nhận:
- UBND huyện (b/c);
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Bình
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def lines_of(run: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.decode().splitlines()]


def complaint(run: subprocess.CompletedProcess[bytes]) -> str:
    """The one line on stderr."""
    text = run.stderr.decode()
    assert text.startswith("plancli: ")
    assert text.endswith("\n")
    assert text.count("\n") == 1, text
    return text


# --- parse -------------------------------------------------------------------------------------------------


def test_one_file_is_one_indented_object(plancli: Cli, plan: Path) -> None:
    run = plancli("parse", plan)
    assert (run.returncode, run.stderr) == (0, b"")
    text = run.stdout.decode()
    assert text.startswith('{\n  "schema_version": "1.0",\n  "source": {\n')
    assert text.endswith("\n}\n")
    assert "Đông Hải" in text
    document = json.loads(text)
    assert document["source"]["path"] == str(plan)
    assert document["source"]["sha256"] == hashlib.sha256(plan.read_bytes()).hexdigest()
    assert document["source"]["bytes"] == plan.stat().st_size
    assert document["source"]["pages"] is None
    assert "text" not in document
    assert document["header"]["number"]["text"] == "12/KH-UBND"
    assert [section["path"] for section in document["sections"]] == ["I", "II"]


def test_the_output_is_a_document_of_the_model(plancli: Cli, plan: Path) -> None:
    from plancli import Document

    document = msgspec.json.decode(plancli("parse", plan).stdout, type=Document)
    assert list(json.loads(plancli("parse", plan).stdout)) == [
        name for name in Document.__struct_fields__ if name != "text"
    ]
    assert document.header.type is not None
    assert document.header.type.code == "KH"


def test_compact_and_jsonl_are_one_line_of_the_same(plancli: Cli, plan: Path) -> None:
    whole = json.loads(plancli("parse", plan).stdout)
    for arguments in (["--compact"], ["--format", "jsonl"], ["--format", "json", "--compact"]):
        run = plancli("parse", *arguments, plan)
        assert run.stdout.count(b"\n") == 1
        assert json.loads(run.stdout) == whole


def test_several_files_are_json_lines_in_the_order_given(plancli: Cli, root: Path) -> None:
    files = sorted((root / "samples").glob("*.[mt][dx]*"), reverse=True)
    assert len(files) == 5
    run = plancli("parse", *files, files[0])
    assert (run.returncode, run.stderr) == (0, b"")
    assert [item["source"]["path"] for item in lines_of(run)] == [str(file) for file in [*files, files[0]]]
    single = json.loads(plancli("parse", files[2]).stdout)
    assert lines_of(run)[2] == single


def test_several_files_as_json_are_an_array(plancli: Cli, plan: Path) -> None:
    run = plancli("parse", "--format", "json", plan, "missing.txt", plan, cwd=plan.parent)
    assert run.returncode == 3
    first, second, third = json.loads(run.stdout)
    assert first == third
    assert second["error"]["code"] == "not-found"


def test_a_text_may_come_from_standard_input(plancli: Cli, plan: Path) -> None:
    named = json.loads(plancli("parse", plan).stdout)
    piped = json.loads(plancli("parse", "-", data=plan.read_bytes()).stdout)
    assert piped["source"]["path"] is None
    assert piped | {"source": None} == named | {"source": None}
    given = json.loads(plancli("parse", "-", "--stdin-name", "a.md", data=plan.read_bytes()).stdout)
    assert (given["source"]["path"], given["source"]["media_type"]) == ("a.md", "text/markdown")


def test_standard_input_named_twice_is_read_once(plancli: Cli) -> None:
    first, second = lines_of(plancli("parse", "-", "-", data=PLAN.encode()))
    assert first == second


def test_with_text_adds_the_source_text(plancli: Cli, plan: Path) -> None:
    plain = json.loads(plancli("parse", plan).stdout)
    full = json.loads(plancli("parse", "--with-text", plan).stdout)
    assert full == plain | {"text": PLAN}
    assert list(full)[-1] == "text"
    start, end = full["header"]["number"]["span"]
    assert "12/KH-UBND" in full["text"][start:end]


def test_the_same_bytes_every_time(plancli: Cli, root: Path) -> None:
    files = sorted((root / "samples").glob("*.txt"))
    runs = [
        plancli("parse", *files, LC_ALL=locale, TZ=zone)
        for locale, zone in (("C", "UTC"), ("vi_VN.UTF-8", "Asia/Saigon"))
    ]
    assert runs[0].stdout == runs[1].stdout


def test_the_locale_does_not_matter(plancli: Cli, plan: Path) -> None:
    usual = plancli("outline", plan).stdout
    assert "Yêu cầu".encode() in usual
    for environment in (
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ):
        assert plancli("outline", plan, **environment).stdout == usual


# --- output to a file --------------------------------------------------------------------------------------


def test_output_goes_to_a_file(plancli: Cli, plan: Path) -> None:
    target = plan.with_name("out.json")
    run = plancli("parse", plan, "-o", target)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
    assert target.read_bytes() == plancli("parse", plan).stdout
    assert sorted(path.name for path in plan.parent.iterdir()) == ["out.json", "plan.txt"]
    umask = os.umask(0)
    os.umask(umask)
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask


def test_a_failed_run_leaves_the_old_output(plancli: Cli, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    run = plancli("parse", tmp_path / "missing.txt", "--output", target)
    assert run.returncode == 3
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_a_partly_failed_run_writes_what_there_is(plancli: Cli, plan: Path) -> None:
    target = plan.with_name("out.jsonl")
    run = plancli("parse", plan, "missing.txt", "-o", target, cwd=plan.parent)
    assert run.returncode == 3
    assert [("error" in json.loads(line)) for line in target.read_text().splitlines()] == [False, True]


def test_output_follows_a_link_and_keeps_the_mode(plancli: Cli, plan: Path) -> None:
    target, link = plan.with_name("real.json"), plan.with_name("link.json")
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    assert plancli("parse", plan, "-o", link).returncode == 0
    assert link.is_symlink()
    assert json.loads(target.read_text())["schema_version"]
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("target", ["/dev/null", "/dev/stdout", "-"])
def test_output_may_be_no_regular_file(plancli: Cli, plan: Path, target: str) -> None:
    run = plancli("parse", plan, "-o", target)
    assert (run.returncode, run.stderr) == (0, b"")
    assert bool(run.stdout) == (target != "/dev/null")


def test_output_that_cannot_be_written(plancli: Cli, plan: Path) -> None:
    run = plancli("parse", plan, "-o", plan.parent / "missing" / "out.json")
    assert run.returncode == 2
    assert "cannot be written (No such file or directory)" in complaint(run)
    run = plancli("parse", plan, "-o", plan.parent)
    assert run.returncode == 2
    assert "cannot be written (Is a directory)" in complaint(run)


def test_an_input_is_never_written_over(plancli: Cli, plan: Path) -> None:
    run = plancli("parse", plan, "-o", plan)
    assert run.returncode == 2
    assert "one of the files to read" in complaint(run)
    assert plan.read_text() == PLAN


def test_a_full_disk_is_told(cli_environment: dict[str, str], plan: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        for command in (["parse", plan], ["text", plan], ["--version"], ["--help"]):
            run = subprocess.run(
                [sys.executable, "-m", "plancli", *command],
                stdout=full,
                stderr=subprocess.PIPE,
                env=cli_environment,
            )
            assert run.returncode == 2, command
            assert run.stderr.startswith(b"plancli: standard output cannot be written (No space left on device)")
            assert run.stderr.count(b"\n") == 1


# --- what cannot be read -----------------------------------------------------------------------------------


def bad_inputs(directory: Path) -> dict[str, tuple[Path, str]]:
    """Code → (file, a word of the reason)."""
    cases = {
        "empty": (directory / "empty.txt", b"", "the file is empty"),
        "binary": (directory / "binary.txt", bytes(range(256)) * 8, "binary data"),
        "encoding-unknown": (directory / "old.txt", b"UBND x\xb7, k\xd5 ho\xa1ch", "no known encoding"),
        "damaged": (directory / "scan.pdf", b"%PDF-1.4\n1 0 obj\n", "the PDF is damaged"),
        "unsupported": (directory / "plans.zip", b"PK\x03\x04" + bytes(40), "this is a ZIP archive"),
    }
    for path, data, _ in cases.values():
        path.write_bytes(data)
    (directory / "folder").mkdir()
    (directory / "loop").symlink_to("loop")
    return {code: (path, reason) for code, (path, _, reason) in cases.items()} | {
        "is-directory": (directory / "folder", "this is a directory"),
        "not-found": (directory / "missing.txt", "there is no such file"),
        "not-readable": (directory / "loop", "cannot be read"),
    }


def test_each_failure_is_one_line_and_the_others_are_done(plancli: Cli, plan: Path) -> None:
    bad = bad_inputs(plan.parent)
    files = [plan, *(path for path, _ in bad.values()), plan]
    run = plancli("parse", *files)
    assert run.returncode == 3
    documents = lines_of(run)
    assert len(documents) == len(files)
    assert documents[0] == documents[-1]
    assert documents[0]["header"]["number"]["text"] == "12/KH-UBND"
    complaints = run.stderr.decode().splitlines()
    assert len(complaints) == len(bad)
    for (code, (path, reason)), item, line in zip(bad.items(), documents[1:-1], complaints, strict=True):
        assert set(item) == {"source", "error"}
        assert item["source"] == {"path": str(path)}
        assert item["error"]["code"] == code
        assert reason in item["error"]["message"]
        assert line == f"plancli: {path}: {item['error']['message']}"
        assert "; " in line


@pytest.mark.parametrize("command", ["parse", "text", "outline"])
def test_a_single_failure_prints_no_data(plancli: Cli, tmp_path: Path, command: str) -> None:
    for path, reason in bad_inputs(tmp_path).values():
        run = plancli(command, path)
        assert (run.returncode, run.stdout) == (3, b"")
        assert f"{path}: " in complaint(run)
        assert reason in complaint(run)


def test_empty_standard_input(plancli: Cli) -> None:
    run = plancli("parse", "-", data=b"")
    assert run.returncode == 3
    assert complaint(run).startswith("plancli: standard input: the file is empty")


@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-"])
def test_closed_standard_streams(plan: Path, cli_environment: dict[str, str], stream: str) -> None:
    for arguments in ("parse -", "--version", f"parse {plan}", "nonsense"):
        run = subprocess.run(
            ["bash", "-c", f"{sys.executable} -m plancli {arguments} {stream}"],
            input=PLAN.encode() if stream != "<&-" else None,
            capture_output=True,
            env=cli_environment,
        )
        assert run.returncode in (0, 2, 3)
        assert b"Traceback" not in run.stderr


def test_an_unexpected_fault_is_an_error_of_its_file(
    plan: Path, cli_environment: dict[str, str], tmp_path: Path
) -> None:
    """With the pipeline broken on purpose: one line, the others done, a traceback with --debug only."""
    program = tmp_path / "broken.py"
    program.write_text(
        "import plancli.library as library\n"
        "whole = library.parse\n"
        "def parse(source, raw, patterns):\n"
        "    if raw.path.endswith('bad.txt'): raise ZeroDivisionError('one\\ntwo')\n"
        "    return whole(source, raw, patterns)\n"
        "library.parse = parse\n"
        "from plancli.cli.main import run\n"
        "run()\n"
    )
    bad = plan.with_name("bad.txt")
    bad.write_text(PLAN)
    for debug in (False, True):
        command = [
            sys.executable,
            str(program),
            "parse",
            str(bad),
            str(plan),
            *(["--debug"] if debug else []),
        ]
        run = subprocess.run(command, capture_output=True, env=cli_environment)
        assert run.returncode == 3
        failed, done = lines_of(run)
        assert failed["error"]["code"] == "internal"
        assert done["source"]["path"] == str(plan)
        assert (b"Traceback" in run.stderr) is debug
        last = run.stderr.decode().splitlines()[-1]
        assert last.startswith(f"plancli: {bad}: internal error (ZeroDivisionError")
        assert "one" not in last
        assert debug or run.stderr.count(b"\n") == 1


# --- odd names ---------------------------------------------------------------------------------------------


def test_a_name_that_is_not_utf8(plancli: Cli, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/k\xea.txt"
    Path(os.fsdecode(name)).write_text(PLAN)
    run = plancli("parse", name)
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout)["source"]["path"] == f"{tmp_path}/k\\xea.txt"
    run = plancli("parse", name + b"x")
    assert complaint(run).startswith(f"plancli: {tmp_path}/k\\xea.txtx: there is no such file; did you mean")


def test_a_name_that_begins_with_a_dash(plancli: Cli, tmp_path: Path) -> None:
    (tmp_path / "-o.txt").write_text(PLAN)
    (tmp_path / "-").write_text(PLAN)
    run = plancli("parse", "--", "-o.txt", "./-", cwd=tmp_path)
    assert run.returncode == 0
    assert [item["source"]["path"] for item in lines_of(run)] == ["-o.txt", "./-"]


def test_a_line_break_in_a_name_stays_one_line(plancli: Cli, tmp_path: Path) -> None:
    complaint(plancli("parse", tmp_path / "a\nb\x1b[31m.txt"))


def test_a_pipe_as_a_file(cli_environment: dict[str, str], plan: Path) -> None:
    run = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m plancli parse <(cat {plan})"],
        capture_output=True,
        env=cli_environment,
    )
    assert json.loads(run.stdout)["header"]["number"]["text"] == "12/KH-UBND"


# --- ends --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "parse {plan}",
        "parse --format jsonl {plan} {plan}",
        "text {large}",
        "outline {plan}",
        "schema",
        "--help",
        "--version",
    ],
)
def test_a_closed_pipe_ends_quietly(cli_environment: dict[str, str], plan: Path, command: str) -> None:
    large = plan.with_name("large.txt")
    large.write_text(PLAN * 2000)
    arguments = command.format(plan=plan, large=large).split()
    process = subprocess.Popen(
        [sys.executable, "-m", "plancli", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=cli_environment,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) in (0, 1)


def test_into_head(cli_environment: dict[str, str], plan: Path) -> None:
    script = f"set -o pipefail; {sys.executable} -m plancli parse --with-text {plan} {plan} {plan} | head -c 20"
    run = subprocess.run(["bash", "-c", script], capture_output=True, env=cli_environment)
    assert (run.returncode, run.stdout, run.stderr) == (0, b'{"schema_version":"1', b"")


def test_ctrl_c_ends_with_130(cli_environment: dict[str, str], plan: Path) -> None:
    target = plan.with_name("out.jsonl")
    target.write_text("old")
    process = subprocess.Popen(
        [sys.executable, "-m", "plancli", "parse", str(plan), "-", "-o", str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=cli_environment,
    )
    # It waits for standard input once the file is there that is written aside.
    until = time.monotonic() + 60
    while not list(plan.parent.glob(".out.jsonl.*.part")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert stderr == b"plancli: interrupted\n"
    assert target.read_text() == "old"
    assert sorted(path.name for path in plan.parent.iterdir()) == ["out.jsonl", "plan.txt"]


def test_strict(plancli: Cli, plan: Path, tmp_path: Path) -> None:
    clean = plancli("parse", "--strict", plan)
    assert [item for item in json.loads(clean.stdout)["diagnostics"] if item["severity"] != "info"] == []
    assert clean.returncode == 0
    gap = tmp_path / "gap.txt"
    gap.write_text(PLAN.replace("2. Các trường", "3. Các trường"))
    assert plancli("parse", gap).returncode == 0
    run = plancli("parse", "--strict", plan, gap)
    assert run.returncode == 1
    assert len(lines_of(run)) == 2
    assert plancli("parse", "--strict", gap, "missing.txt").returncode == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["parse"],
        ["parse", "--nonsense", "x"],
        ["nonsense"],
        ["parse", "--format", "xml", "x"],
        [],
        ["patterns"],
        ["text"],
    ],
)
def test_wrong_use_ends_with_2(plancli: Cli, arguments: list[str]) -> None:
    run = plancli(*arguments)
    assert run.returncode == 2
    assert run.stderr + run.stdout
    assert b"Traceback" not in run.stderr


# --- the other commands ------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_the_source_text_byte_for_byte(plancli: Cli, tmp_path: Path, encoding: str) -> None:
    text = PLAN.replace("\n", "\r\n") + "\f\u200bhe\u0302\u0301t\r"
    path = tmp_path / "plan.txt"
    path.write_bytes(text.encode(encoding))
    run = plancli("text", path)
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout == text.encode()


def test_outline_in_a_pipe_is_plain(plancli: Cli, plan: Path) -> None:
    run = plancli("outline", plan)
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.decode().splitlines() == [
        "Kế hoạch số 12/KH-UBND, Ủy ban nhân dân xã Đông Hải, 2024-03-05",
        "phòng, chống đuối nước năm 2024",
        "  I. MỤC ĐÍCH, YÊU CẦU",
        "    1. Mục đích",
        "    2. Yêu cầu",
        "  II. TỔ CHỨC THỰC HIỆN",
        "    1. Giao Công an xã rà soát các điểm nguy hiểm, xong trước ngày 15/5/2024.",
        "    2. Các trường học tuyên truyền cho học sinh.",
    ]


def on_terminal(environment: dict[str, str], *arguments: str) -> str:
    """What a command prints on a terminal."""
    import pty

    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "plancli", *arguments], stdout=child, stderr=child, env=environment
    )
    os.close(child)
    seen = b""
    while True:
        try:
            part = os.read(parent, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(parent)
    assert process.wait(60) == 0
    return seen.decode()


def test_outline_on_a_terminal_is_drawn(cli_environment: dict[str, str], plan: Path) -> None:
    environment = cli_environment | {"TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    drawn = on_terminal(environment, "outline", str(plan))
    assert "├──" in drawn
    assert "\x1b[36m" in drawn
    plain = on_terminal(environment | {"NO_COLOR": "1"}, "outline", str(plan))
    assert "├──" in plain
    assert "\x1b[3" not in plain


def test_outline_of_a_text_without_sections_says_so(plancli: Cli) -> None:
    run = plancli("outline", "-", data="Chỉ là một câu.\n".encode())
    assert run.returncode == 0
    assert "no sections were found" in complaint(run)


def test_schema(plancli: Cli) -> None:
    run = plancli("schema")
    assert run.returncode == 0
    assert json.loads(run.stdout)["title"] == "Document"


def test_explain(plancli: Cli) -> None:
    run = plancli("explain", "outline-gap")
    assert run.returncode == 0
    assert run.stdout.decode().startswith("outline-gap (warning)\n")
    run = plancli("explain", "outline-gab")
    assert (run.returncode, run.stdout) == (2, b"")
    assert "did you mean outline-gap?" in complaint(run)


def test_patterns_check(plancli: Cli) -> None:
    run = plancli("patterns", "check")
    assert (run.returncode, run.stderr) == (0, b""), run.stdout.decode()
    assert run.stdout.decode().endswith("rules: all examples hold\n")


def test_patterns_list_and_show(plancli: Cli, root: Path) -> None:
    rows = [line.split("\t") for line in plancli("patterns", "list").stdout.decode().splitlines()]
    assert [row[0] for row in rows] == sorted(
        path.stem for path in (root / "patterns").glob("*.toml") if path.stem != "macros"
    )
    for name in ("diagnostics", "macros"):
        run = plancli("patterns", "show", name)
        assert run.stdout == (root / "patterns" / f"{name}.toml").read_bytes()
    run = plancli("patterns", "show", "diagnostic")
    assert run.returncode == 2
    assert "did you mean diagnostics?" in complaint(run)


OVERLAY = """title = "Ours"
[[entry]]
code = "header-lost"
severity = "error"
message = "Không có thể thức"
meaning = "Ours."
meaning_vi = "Của chúng tôi."
example = "…"
"""


def test_patterns_of_a_directory_overlay_the_built_in_ones(plancli: Cli, tmp_path: Path) -> None:
    (tmp_path / "diagnostics.toml").write_text(OVERLAY, encoding="utf-8")
    lost = "KẾ HOẠCH\nchăm sóc cây xanh\n\n1. Trồng cây\n2. Tưới cây\n".encode()
    run = plancli("parse", "-", "--patterns", tmp_path, data=lost)
    assert run.returncode == 0
    found = {item["code"]: item for item in json.loads(run.stdout)["diagnostics"]}
    assert found["header-lost"]["message"] == "Không có thể thức"
    assert "Ours." in plancli("explain", "header-lost", "--patterns", tmp_path).stdout.decode()
    shown = plancli("patterns", "show", "diagnostics", "--patterns", tmp_path).stdout.decode()
    assert shown.endswith(OVERLAY)


def test_patterns_that_do_not_hold(plancli: Cli, tmp_path: Path) -> None:
    rule = '[[rule]]\nname = "wrong"\nregex = "một"\nexamples = ["hai"]\ncounter_examples = ["một"]\n'
    (tmp_path / "markers.toml").write_text(f'title = "Ours"\n{rule}', encoding="utf-8")
    run = plancli("patterns", "check", "--patterns", tmp_path)
    assert run.returncode == 1
    assert "markers.toml: wrong: does not match its example 'hai'" in run.stdout.decode()
    assert "markers.toml: wrong: matches its counter-example 'một'" in run.stdout.decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("title = ", "diagnostics.toml"),
        ('title = "x"\nnonsense = 1\n', "nonsense"),
        ('title = "x"\n[[rule]]\nname = "a"\nregex = "{nothing}"\nexamples = ["a"]\n', "no macro 'nothing'"),
    ],
)
def test_patterns_that_are_not_well_formed(plancli: Cli, plan: Path, text: str, reason: str) -> None:
    overlay = plan.parent / "overlay"
    overlay.mkdir()
    (overlay / "diagnostics.toml").write_text(text)
    for command in (["parse", plan], ["outline", plan], ["explain"]):
        run = plancli(*command, "--patterns", overlay)
        assert (run.returncode, run.stdout) == (2, b"")
        assert reason in complaint(run)


def test_an_overlay_with_a_bad_diagnostic_or_expression_is_told_at_once(plancli: Cli, plan: Path) -> None:
    overlay = plan.parent / "overlay"
    overlay.mkdir()
    bad = {"diagnostics": '[[entry]]\ncode = "x"\n', "markers": '[[rule]]\nname = "a"\nregex = "("\nexamples = ["a"]\n'}
    for name, text in bad.items():
        path = overlay / f"{name}.toml"
        path.write_text(f'title = "Ours"\n{text}')
        run = plancli("parse", plan, plan, "--patterns", overlay)
        assert (run.returncode, run.stdout) == (2, b"")
        assert complaint(run).startswith(f"plancli: --patterns {overlay}: ")
        path.unlink()


def test_a_missing_package_is_told(cli_environment: dict[str, str], plan: Path) -> None:
    code = (
        "import sys\nsys.modules['regex'] = None\nsys.argv = ['plancli', 'parse', sys.argv[1]]\n"
        "from plancli.cli.main import run\nrun()"
    )
    run = subprocess.run([sys.executable, "-c", code, str(plan)], capture_output=True, env=cli_environment)
    assert (run.returncode, run.stdout) == (4, b"")
    assert "the Python package regex is missing" in complaint(run)


def test_a_fault_outside_of_any_file_is_one_line(cli_environment: dict[str, str], plan: Path) -> None:
    code = (
        "import sys\nfrom plancli.cli import inputs, parse\n"
        "def broken(directory): raise RuntimeError('no way')\nparse.load_patterns = broken\n"
        "from plancli.cli.main import run\nrun()"
    )
    command = [sys.executable, "-c", code, "parse", str(plan)]
    run = subprocess.run(command, capture_output=True, env=cli_environment)
    assert (run.returncode, run.stdout) == (3, b"")
    assert "internal error (RuntimeError: no way)" in complaint(run)
    run = subprocess.run([*command, "--debug"], capture_output=True, env=cli_environment)
    assert b"Traceback" in run.stderr


def test_a_pattern_directory_that_is_not_there(plancli: Cli, plan: Path) -> None:
    run = plancli("parse", plan, "--patterns", "nowhere")
    assert run.returncode == 2
    assert "--patterns nowhere: there is no such directory" in complaint(run)


def test_a_pattern_file_that_overlays_nothing_is_told(plancli: Cli, plan: Path) -> None:
    overlay = plan.parent / "overlay"
    overlay.mkdir()
    (overlay / "diagnostic.toml").write_text('title = "x"\n')
    run = plancli("parse", plan, "--patterns", overlay)
    assert run.returncode == 0
    assert "diagnostic.toml overlays no built-in file" in complaint(run)


def test_version(plancli: Cli) -> None:
    for arguments in (["--version"], ["--version", "parse"]):
        run = plancli(*arguments)
        assert (run.returncode, run.stdout.decode(), run.stderr) == (0, f"plancli {__version__}\n", b"")


def test_version_imports_next_to_nothing(cli_environment: dict[str, str]) -> None:
    code = (
        "import sys\nsys.argv = ['plancli', '--version']\nfrom plancli.cli.main import run\n"
        "try: run()\nexcept SystemExit: pass\n"
        "heavy = {'pydantic', 'regex', 'rich', 'typer'}\n"
        "heavy |= {f'plancli.{name}' for name in ('model', 'patterns', 'readers', 'pipeline')}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=cli_environment, stdout=subprocess.DEVNULL)


def test_help_imports_no_reader_and_no_pattern(cli_environment: dict[str, str]) -> None:
    code = (
        "import sys\nsys.argv = ['plancli', 'parse', '--help']\nfrom plancli.cli.main import run\n"
        "try: run()\nexcept SystemExit: pass\n"
        "heavy = {'regex'}\n"
        "heavy |= {f'plancli.{name}' for name in ('model', 'patterns', 'readers', 'pipeline')}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=cli_environment, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(plancli: Cli, shell: str) -> None:
    run = plancli("--show-completion", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1", data=b"")
    script = plancli(_PLANCLI_COMPLETE=f"source_{shell}")
    assert b"_PLANCLI_COMPLETE" in script.stdout + run.stdout
    words = {
        "bash": {"COMP_WORDS": "plancli out", "COMP_CWORD": "1"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "plancli out"},
        "fish": {"_TYPER_COMPLETE_ARGS": "plancli out", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }
    found = plancli(_PLANCLI_COMPLETE=f"complete_{shell}", **words[shell])
    assert b"outline" in found.stdout


def test_every_command_has_help(plancli: Cli) -> None:
    top = plancli("--help").stdout.decode()
    for command in (
        "parse",
        "text",
        "outline",
        "schema",
        "explain",
        "patterns check",
        "patterns list",
        "patterns show",
    ):
        assert command.split()[0] in top
        run = plancli(*command.split(), "--help")
        assert run.returncode == 0
        assert run.stdout.decode().startswith("Usage: plancli")


# --- any text ----------------------------------------------------------------------------------------------


def test_a_text_without_any_plan_is_a_document_with_diagnostics(plancli: Cli) -> None:
    run = plancli("parse", "-", data=("Hôm nay trời đẹp. Chúng tôi đi chơi xa.\n" * 3).encode())
    assert (run.returncode, run.stderr) == (0, b"")
    document = json.loads(run.stdout)
    assert document["header"]["number"] is None
    assert document["tasks"] == []
    assert "header-lost" in {item["code"] for item in document["diagnostics"]}


@pytest.mark.parametrize(
    "data",
    [
        b" ",
        b"\n",
        b"\f\f",
        b"\0",
        b"I.",
        b"-",
        b"# ",
        b"| | |\n|---|---|\n",
        "\u200b\u200b".encode(),
        "Nơi nhận:".encode(),
    ],
)
def test_scraps_are_documents(plancli: Cli, data: bytes) -> None:
    run = plancli("parse", "-", data=data)
    if data == b"\0":
        assert run.returncode == 3
        return
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout)["schema_version"] == "1.0"


def test_twenty_megabytes_end_in_bounded_time(plancli: Cli, tmp_path: Path, root: Path) -> None:
    sample = (root / "samples" / "xuan-luong-85-kh-du.txt").read_bytes()
    path = tmp_path / "large.txt"
    path.write_bytes(sample * (20 * 1024 * 1024 // len(sample) + 1))
    assert path.stat().st_size > 20 * 1024 * 1024
    run = plancli("parse", path, timeout=900)
    assert (run.returncode, run.stderr) == (0, b"")
    assert json.loads(run.stdout)["header"]["number"]["text"] == "85-KH/ĐU"
