"""Settings: where they come from, and which one wins."""

from pathlib import Path

import pytest

from shoal.app.settings import load_settings
from shoal.model.errors import InvalidInput


def test_the_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path)

    assert settings.data_dir == tmp_path / "shoal-data"
    assert settings.zone == "UTC"
    assert settings.actor


def test_option_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    (tmp_path / "shoal.toml").write_text('data_dir = "from-file"\nzone = "Europe/Madrid"\nactor = "file"\n')

    from_file = load_settings({}, tmp_path)
    from_environment = load_settings({"SHOAL_DATA": "/from/env", "SHOAL_ACTOR": "env"}, tmp_path)
    from_option = load_settings({"SHOAL_DATA": "/from/env"}, tmp_path, data_dir=Path("/from/option"))

    assert (from_file.data_dir, from_file.zone, from_file.actor) == (tmp_path / "from-file", "Europe/Madrid", "file")
    assert (from_environment.data_dir, from_environment.actor) == (Path("/from/env"), "env")
    assert from_environment.zone == "Europe/Madrid"
    assert from_option.data_dir == Path("/from/option")


def test_a_relative_directory_in_the_file_is_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "other.toml").write_text('data_dir = "data"')

    settings = load_settings({"SHOAL_CONFIG": "deep/other.toml"}, tmp_path)

    assert settings.data_dir == tmp_path / "deep" / "data"


@pytest.mark.parametrize(
    ("content", "words", "hint"),
    [
        ('zoen = "UTC"', "no setting 'zoen'", "did you mean 'zone'?"),
        ('zone = "Europe/Istambul"', "shoal.toml, zone: there is no time zone", "Europe/Istanbul"),
        ("zone = 3", "zone: 3 is no text", "quotes"),
        ("zone =", "is no TOML", ""),
        ('actor = " "', "actor: the name", ""),
    ],
)
def test_a_bad_file_says_what_and_where(tmp_path: Path, content: str, words: str, hint: str) -> None:
    (tmp_path / "shoal.toml").write_text(content)

    with pytest.raises(InvalidInput) as caught:
        load_settings({}, tmp_path)

    assert words in caught.value.message
    assert hint in (caught.value.hint or "")


def test_a_bad_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="SHOAL_ZONE: there is no time zone 'Nowhere'"):
        load_settings({"SHOAL_ZONE": "Nowhere"}, tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"gone\.toml can't be read"):
        load_settings({"SHOAL_CONFIG": "gone.toml"}, tmp_path)


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    assert load_settings({"SHOAL_SERVICE_HOST": "10.0.0.1", "SHOAL_DATA": ""}, tmp_path) == load_settings({}, tmp_path)
