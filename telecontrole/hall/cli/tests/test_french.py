"""Wrong usage is told in French."""

from __future__ import annotations

import pytest

from telecontrole.hall.cli.main import main


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "il manque : COMMANDE"),
        (["voler"], "'voler' n'existe pas"),
        (["import"], "il manque : "),
        (["doctor", "--vite"], "arguments inconnus : --vite"),
        (["plan", "--until"], "--until : il manque la valeur"),
    ],
)
def test_wrong_usage_is_told_in_french(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert words in said.err
    for english in ("required", "invalid", "unrecognized", "expected"):
        assert english not in said.err


def test_help_is_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["plan", "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert "montre cette aide" in said
    assert "show this help" not in said
