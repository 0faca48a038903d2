"""A language model behind an HTTP address that speaks the chat completions format, such as Ollama or vLLM serve."""

from dataclasses import dataclass
from typing import Any

import httpx

from shoal.app.settings import Settings
from shoal.model.errors import InvalidInput, ShoalError
from shoal.rules.sentence import LanguageModel

_SECONDS = 60.0


class ModelUnreachable(ShoalError):  # noqa: N818 (as the other errors)
    """The language model didn't answer, or not in its format."""

    code = "language_model"
    actor = "operator"


@dataclass(frozen=True, slots=True)
class ChatCompletions:
    """`url` is the address up to `/chat/completions`; `key` goes into the Authorization header.

    Request and answer: https://platform.openai.com/docs/api-reference/chat
    """

    url: str
    name: str
    key: str | None = None
    transport: httpx.BaseTransport | None = None

    def complete(self, instructions: str, question: str) -> str:
        headers = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        body = {
            "model": self.name,
            "temperature": 0,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": question}],
        }
        hint = "check SHOAL_LANGUAGE_MODEL_URL, or unset it: sentences are read without a model too"
        try:
            with httpx.Client(timeout=_SECONDS, transport=self.transport) as client:
                answer = client.post(f"{self.url}/chat/completions", json=body, headers=headers)
                answer.raise_for_status()
                document: Any = answer.json()
                return str(document["choices"][0]["message"]["content"])
        except httpx.HTTPError as error:
            raise ModelUnreachable(f"the language model at {self.url} can't be asked: {error}", hint=hint) from None
        except (ValueError, LookupError, TypeError):
            raise ModelUnreachable(f"{self.url} answers in no format of chat completions", hint=hint) from None


def language_model(settings: Settings) -> LanguageModel | None:
    """The model of the settings; None where none is set up. Raises InvalidInput for an address without a name."""
    if settings.language_model_url is None:
        return None
    if settings.language_model is None:
        raise InvalidInput(
            "the language model has an address and no name", hint="set SHOAL_LANGUAGE_MODEL, such as llama3.3"
        )
    return ChatCompletions(settings.language_model_url, settings.language_model, settings.language_model_key)
