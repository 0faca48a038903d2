"""Rules in the OpenAPI document: the published JSON Schema of rules, as named components."""

import re
from typing import Annotated, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import WithJsonSchema

from shoal.rules.schema import schema

_MARK = "x-shoal-rule"

# A rule as JSON; the parser of rules reads it, with every fault by its place.
RuleJson = Annotated[dict[str, Any], WithJsonSchema({"type": "object", _MARK: True})]


def _component(name: str) -> str:
    return "Rule" if name == "rule" else f"Rule{name[0].upper()}{name[1:]}"


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """The app's OpenAPI document, with the rule's schema among its components."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        separate_input_output_schemas=False,
    )
    components = document.setdefault("components", {}).setdefault("schemas", {})
    definitions: dict[str, Any] = schema()["$defs"]  # type: ignore[assignment]
    for name, definition in definitions.items():
        components[_component(name)] = _renamed(definition)
    linked: dict[str, Any] = _linked(document)
    return linked


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: re.sub(r"^#/\$defs/(\w+)$", lambda m: f"#/components/schemas/{_component(m[1])}", value)
            if key == "$ref"
            else _renamed(value)
            for key, value in node.items()
        }
    return [_renamed(item) for item in node] if isinstance(node, list) else node


def _linked(node: Any) -> Any:
    if isinstance(node, dict):
        if node.get(_MARK):
            return {"$ref": "#/components/schemas/Rule"}
        return {key: _linked(value) for key, value in node.items()}
    return [_linked(item) for item in node] if isinstance(node, list) else node
