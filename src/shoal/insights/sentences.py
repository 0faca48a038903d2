"""A sentence as a rule, where one is set up with a language model's help."""

from datetime import date, timedelta

from shoal.columns import zones
from shoal.model.catalog import Catalog
from shoal.rules.sentence import LanguageModel, Reading, propose, read_sentence


def understand(
    sentence: str, catalog: Catalog, *, as_of: int, zone: str, model: LanguageModel | None = None
) -> Reading:
    """The rule of a sentence, by the grammar; the model is asked only where that leaves something out.

    Raises InvalidInput for an empty or too long sentence.
    """
    today = date(1970, 1, 1) + timedelta(days=zones.local_day(as_of, zone))
    reading = read_sentence(sentence, catalog, today=today)
    if model is None or reading.complete:
        return reading
    return propose(sentence, catalog, reading, model)
