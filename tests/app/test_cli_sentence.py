"""`shoal sentence`: a sentence, its rule, and what isn't in it."""

import json
from pathlib import Path

import httpx
import pytest
from small_world import Shoal

from shoal.app.language_model import ChatCompletions, ModelUnreachable, language_model
from shoal.app.settings import load_settings
from shoal.model.errors import InvalidInput


@pytest.fixture(autouse=True)
def _on_data(data: Path) -> None:
    """Every test here has the small world."""


def test_a_sentence_is_counted_as_its_rule(shoal: Shoal) -> None:
    said = shoal("sentence", "people who have never ordered", "--count", "--json").json

    assert (said["complete"], said["text"]) == (True, 'not did "Order Completed"')
    assert said["preview"]["count"] == shoal("preview", said["text"], "--json").json["count"] > 0


def test_what_is_not_understood_is_shown(shoal: Shoal) -> None:
    shown = shoal("sentence", "people who bought a yacht yesterday")

    assert shown.code == 0
    assert 'did "Order Completed" yesterday' in shown.out
    assert "not understood: “yacht”" in shown.out


def test_nothing_understood_is_a_failure(shoal: Shoal) -> None:
    said = shoal("sentence", "colourless green ideas", "--json")

    assert said.code == 2
    assert said.json["rule"] is None
    assert said.json["not_understood"][0]["text"] == "colourless green ideas"


def answering(content: object, status: int = 200) -> httpx.MockTransport:
    def reply(request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"] == "Bearer secret"
        assert json.loads(request.content)["model"] == "small"
        return httpx.Response(status, json=content)

    return httpx.MockTransport(reply)


def test_a_model_is_asked_over_http() -> None:
    content = {"choices": [{"message": {"content": '{"rule": null}'}}]}
    model = ChatCompletions("http://model/v1", "small", "secret", answering(content))

    assert model.complete("be brief", "who?") == '{"rule": null}'


@pytest.mark.parametrize(("content", "status"), [({"choices": []}, 200), ([], 200), ({}, 500)])
def test_a_model_that_does_not_answer_is_the_operators_to_mend(content: object, status: int) -> None:
    model = ChatCompletions("http://model/v1", "small", "secret", answering(content, status))

    with pytest.raises(ModelUnreachable) as caught:
        model.complete("be brief", "who?")
    assert caught.value.actor == "operator"


def test_no_model_unless_one_is_set_up(tmp_path: Path) -> None:
    assert language_model(load_settings({}, tmp_path)) is None
    address = {"SHOAL_LANGUAGE_MODEL_URL": "http://127.0.0.1:11434/v1/"}
    with pytest.raises(InvalidInput):
        language_model(load_settings(address, tmp_path))
    model = language_model(load_settings({**address, "SHOAL_LANGUAGE_MODEL": "small"}, tmp_path))
    assert model == ChatCompletions("http://127.0.0.1:11434/v1", "small")
