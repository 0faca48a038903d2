"""The server for assistants, over its own protocol."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from small_world import Shoal

from shoal.app.assistants import assistant_server
from shoal.app.settings import load_settings

BUYERS = 'did "Order Completed"'


def call(data: Path, tool: str, allow: tuple[str, ...] = (), exports: Path | None = None, **given: object) -> Any:
    """The structured answer, or the text of the error."""
    settings = load_settings({"SHOAL_DATA": str(data), "SHOAL_ACTOR": "ana"}, data.parent)
    server = assistant_server(settings, allow=frozenset(allow), exports=exports)  # type: ignore[arg-type]

    async def talk() -> Any:
        async with Client(server) as client:
            answer = await client.call_tool(tool, dict(given))
            if answer.is_error:
                return answer.content[0].text
            assert isinstance(answer.structured_content, Mapping)
            return answer.structured_content

    return asyncio.run(talk())


def test_the_catalog_is_read(data: Path) -> None:
    attributes = call(data, "list_attributes")
    events = call(data, "list_events", name_contains="order")

    assert "country" in {field["path"] for field in attributes["attributes"]}
    assert [event["name"] for event in events["events"]] == ["Order Completed"]
    assert call(data, "list_values", attribute="country")["result"]["values"]


def test_a_sentence_becomes_a_rule_that_is_checked_and_counted(data: Path, shoal: Shoal) -> None:
    said = call(data, "read_sentence", sentence="people who have never ordered")
    checked = call(data, "check", rule=said["text"])
    counted = call(data, "preview", rule=said["text"])["result"]

    assert (said["complete"], checked["ok"]) == (True, True)
    assert counted["count"] == shoal("preview", said["text"], "--json").json["count"]
    assert "sample" not in counted


def test_problems_come_as_answers(data: Path) -> None:
    assert call(data, "check", rule='contry is "TR"')["problems"][0]["hint"] == "did you mean 'country'?"
    assert "did you mean 'country'?" in call(data, "preview", rule='contry is "TR"')


def test_nothing_is_saved_unless_it_is_allowed_and_confirmed(data: Path, shoal: Shoal, tmp_path: Path) -> None:
    assert "--allow create" in call(data, "create_segment", name="Buyers", rule=BUYERS, confirm=True)
    told = call(data, "create_segment", ("create",), name="Buyers", rule=BUYERS)["result"]
    assert (told["created"], shoal("segments", "list", "--json").json) == (False, [])

    made = call(data, "create_segment", ("create",), name="Buyers", rule=BUYERS, confirm=True)["result"]
    assert shoal("segments", "show", made["id"], "--json").json["created_by"] == "ana (assistant)"

    shoal("refresh", made["id"])
    members = call(data, "list_segments")["segments"][0]["members"]
    assert members == len(shoal("members", made["id"], "--limit", "0", "--json").json["rows"]) > 0
    assert "--allow export" in call(data, "export_segment", segment=made["id"])
    saved = call(data, "export_segment", ("export",), tmp_path, segment=made["id"], columns=["country"])
    assert len(Path(saved["file"]).read_text().splitlines()) == members + 1


@pytest.mark.parametrize("segment", ["../up", "nope"])
def test_an_export_stays_in_its_folder(data: Path, tmp_path: Path, segment: str) -> None:
    assert "no segment" in call(data, "export_segment", ("export",), tmp_path, segment=segment)


def test_why_somebody_is_in(data: Path, shoal: Shoal) -> None:
    shoal("segments", "create", "Buyers", "--rule", BUYERS)
    shoal("refresh", "buyers")
    person = shoal("members", "buyers", "--json").json["rows"][0]["profile_id"]

    assert call(data, "explain", segment="buyers", profile=person)["result"]["verdict"] is True


def test_the_command_speaks_on_stdin_and_stdout(data: Path) -> None:
    arguments = ["-m", "shoal", "mcp", "--data-dir", str(data)]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))

    async def talk() -> tuple[set[str], set[str]]:
        async with Client(parameters) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            resources = {str(one.uri) for one in (await client.list_resources()).resources}
            return tools, resources

    tools, resources = asyncio.run(talk())
    assert {"list_attributes", "list_events", "get_rule_schema", "check", "preview", "explain"} <= tools
    assert {"create_segment", "export_segment"} <= tools
    assert resources == {"schema://rule"}
