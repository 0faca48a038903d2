"""Rules in plain words, for people who never see the language."""
