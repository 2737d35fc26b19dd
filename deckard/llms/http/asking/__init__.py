"""How a question is asked: options, form and schema, as far as the server takes them."""
