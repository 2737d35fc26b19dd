"""The parser of language models' answers, and the schema that servers are given."""
