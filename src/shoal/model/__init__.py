"""The nouns and the rule tree. Standard library only; imported by everything, imports nothing of Shoal."""
