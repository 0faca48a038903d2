"""Settings: from the command line, else the environment, else shoal.toml, else the default."""

import getpass
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from shoal.model.errors import InvalidInput, did_you_mean
from shoal.model.instant import zone_info

CONFIG_FILE = "shoal.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """`data_dir` may not exist yet; `zone` is for a data directory that is made now, an existing one keeps its own."""

    data_dir: Path
    zone: str
    actor: str
    public_url: str | None = None
    language_model_url: str | None = None
    language_model: str | None = None
    language_model_key: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in shoal.toml, its environment variable, what it does, and how its text is read."""

    key: str
    variable: str
    meaning: str
    default: str
    read: Callable[[str], object]


def _zone(text: str) -> str:
    zone_info(text)
    return text


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise InvalidInput(f"{text!r} is no address of a server", hint="write https://shoal.example.com")
    return text.rstrip("/")


def _model_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput(f"{text!r} is no address of a model", hint="write http://127.0.0.1:11434/v1")
    return text.rstrip("/")


def _actor(text: str) -> str:
    if not text.strip() or len(text) > 200:
        raise InvalidInput("the name of the person is empty or longer than 200 characters")
    return text.strip()


SETTINGS: tuple[Setting, ...] = (
    Setting("data_dir", "SHOAL_DATA", "the data directory", "./shoal-data", lambda text: Path(text).expanduser()),
    Setting("zone", "SHOAL_ZONE", "the time zone that a new data directory gets", "UTC", _zone),
    Setting("public_url", "SHOAL_PUBLIC_URL", "where people reach the server, behind a proxy", "its own address", _url),
    Setting("actor", "SHOAL_ACTOR", "who you are in the history of segments", "your login name", _actor),
    Setting(
        "language_model_url",
        "SHOAL_LANGUAGE_MODEL_URL",
        "a chat completions address that is asked about sentences which the grammar doesn't understand",
        "none: nothing is asked",
        _model_url,
    ),
    Setting("language_model", "SHOAL_LANGUAGE_MODEL", "the name of that model", "none", str),
    Setting("language_model_key", "SHOAL_LANGUAGE_MODEL_KEY", "the key for that address", "none", str),
)
_BY_KEY = {setting.key: setting for setting in SETTINGS}
# Variables that aren't settings of a data directory: where shoal.toml is, and full error output.
OTHER_VARIABLES = {
    "SHOAL_CONFIG": "another path for shoal.toml",
    "SHOAL_DEBUG": "1 prints tracebacks",
    "SHOAL_SKIP_UI": "1 while installing leaves the app out",
}


def load_settings(environment: Mapping[str, str], directory: Path, *, data_dir: Path | None = None) -> Settings:
    """The settings for a process in `directory`. `data_dir` is the option of the command line.

    Raises InvalidInput for an unknown key of shoal.toml, or a value that can't be read, saying where it stands.
    """
    values: dict[str, object] = {"data_dir": Path("./shoal-data"), "zone": "UTC"}
    values |= _from_file(environment, directory)
    values |= _from_environment(environment)
    if data_dir is not None:
        values["data_dir"] = data_dir
    if "actor" not in values:
        values["actor"] = _login_name()
    path = values["data_dir"]
    assert isinstance(path, Path)

    def text(key: str) -> str | None:
        return None if values.get(key) is None else str(values[key])

    return Settings(
        data_dir=directory / path,
        zone=str(values["zone"]),
        actor=str(values["actor"]),
        public_url=text("public_url"),
        language_model_url=text("language_model_url"),
        language_model=text("language_model"),
        language_model_key=text("language_model_key"),
    )


def _from_file(environment: Mapping[str, str], directory: Path) -> dict[str, object]:
    named = environment.get("SHOAL_CONFIG")
    path = directory / (named or CONFIG_FILE)
    if named is None and not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is no TOML: {error}") from None
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}") from None
    unknown = [key for key in content if key not in _BY_KEY]
    if unknown:
        hint = did_you_mean(unknown[0], _BY_KEY) or f"known are {', '.join(_BY_KEY)}"
        raise InvalidInput(f"{path} has no setting {', '.join(map(repr, unknown))}", hint=hint)
    values = {key: _read(_BY_KEY[key], value, f"{path}, {key}") for key, value in content.items()}
    if "data_dir" in values:  # a relative path in the file means beside the file
        values["data_dir"] = path.parent / str(values["data_dir"])
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    # Unknown variables are left alone: container platforms set names such as SHOAL_SERVICE_HOST by themselves.
    given = ((setting, environment.get(setting.variable)) for setting in SETTINGS)
    return {setting.key: _read(setting, text, setting.variable) for setting, text in given if text}


def _read(setting: Setting, value: object, place: str) -> object:
    if not isinstance(value, str):
        raise InvalidInput(f"{place}: {value!r} is no text", hint="put the value in quotes")
    try:
        return setting.read(value)
    except InvalidInput as error:
        raise InvalidInput(f"{place}: {error.message}", hint=error.hint) from None


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container user without a name
        return "unknown"
