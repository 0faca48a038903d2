"""A sentence as a rule, by a fixed grammar over the names of the catalog: the same sentence gives the same rule."""

from shoal.rules.sentence.model import LanguageModel, propose
from shoal.rules.sentence.reading import Fragment, Reading, read_sentence

__all__ = ["Fragment", "LanguageModel", "Reading", "propose", "read_sentence"]
