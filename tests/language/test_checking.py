"""`check` tells errors first, and what is doubtful only of a file that can stand."""

from pathlib import Path

from sim.language.checking import check

GOOD = """flashpoint: 1
scenario: small
title: Small
starts: 2021-01-01
horizon: 10 days
state: {alarm: {flag: true}}
ladder: [{rung: calm}]
actors:
  a: {triggers: {acts: {when: alarm, after: 2 days, chance: 50%}}}
"""


def test_a_doubtful_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(GOOD)
    complaints = check(path)
    assert complaints
    assert all(complaint.warning for complaint in complaints)
    assert any("repeat" in f"{complaint.message} {complaint.hint}" for complaint in complaints)
    strict = check(path, require_sources=True)
    assert [complaint.code for complaint in strict if not complaint.warning] == ["no-source", "no-source"]
    assert [complaint.warning for complaint in strict] == sorted(complaint.warning for complaint in strict)


def test_a_wrong_file_tells_its_errors_alone(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(GOOD.replace("when: alarm", "when: alram").replace("2 days", "2 dayz"))
    complaints = check(path)
    assert [complaint.place.line for complaint in complaints] == [9, 9]
    assert not any(complaint.warning for complaint in complaints)
