"""Servers that speak OpenAI's chat protocol, by name: where they are and what they want."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Server:
    """Where a server is, and what it is known to want; options of the config overrule it."""

    base_url: str | None
    """None where every user has another one."""
    key: str | None = None
    """The environment variable that holds the key; None where none is wanted."""
    needs_key: bool = True
    """Whether it refuses whoever has no key."""
    schema: bool = True
    """Whether it is expected to hold an answer to a JSON schema."""
    example: str = ""
    """Of a base_url, where every user has another one."""


SERVERS: Mapping[str, Server] = {
    "openai": Server("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "azure": Server(
        None, "AZURE_OPENAI_API_KEY", example="https://NAME.openai.azure.com/openai/v1"
    ),
    "openrouter": Server("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "gemini": Server("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
    "anthropic-compatible": Server(
        "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", schema=False
    ),
    "mistral": Server("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "groq": Server("https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "deepseek": Server("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", schema=False),
    "together": Server("https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "vllm": Server("http://localhost:8000/v1", "VLLM_API_KEY", needs_key=False),
    "ollama": Server("http://localhost:11434/v1", needs_key=False),
    "llamacpp": Server("http://localhost:8080/v1", "LLAMA_API_KEY", needs_key=False),
    "lmstudio": Server("http://localhost:1234/v1", needs_key=False),
    "litellm": Server("http://localhost:4000/v1", "LITELLM_API_KEY", needs_key=False),
}
"""Addresses as their makers document them. `litellm` is the proxy, run elsewhere."""
