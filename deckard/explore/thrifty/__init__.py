"""The explorer that weighs what each attempt costs."""
