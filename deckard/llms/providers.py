"""Servers that speak OpenAI's chat protocol, by name: their addresses and their keys."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """The address of a server and what it requires; options of the config override it."""

    base_url: str | None
    """The address; None where every user has another one."""
    key: str | None = None
    """The environment variable that holds the key; None where no key is needed."""
    needs_key: bool = True
    """Whether it refuses requests without a key."""
    schema: bool = True
    """Whether it is expected to hold an answer to a JSON schema."""
    example: str = ""
    """An example of a `base_url`, where every user has another one."""


SERVERS: Mapping[str, Provider] = {
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "azure": Provider(
        None, "AZURE_OPENAI_API_KEY", example="https://NAME.openai.azure.com/openai/v1"
    ),
    "openrouter": Provider("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "gemini": Provider("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY"),
    "anthropic-compatible": Provider(
        "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", schema=False
    ),
    "mistral": Provider("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "groq": Provider("https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "deepseek": Provider("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", schema=False),
    "together": Provider("https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "vllm": Provider("http://localhost:8000/v1", "VLLM_API_KEY", needs_key=False),
    "ollama": Provider("http://localhost:11434/v1", needs_key=False),
    "llamacpp": Provider("http://localhost:8080/v1", "LLAMA_API_KEY", needs_key=False),
    "lmstudio": Provider("http://localhost:1234/v1", needs_key=False),
    "litellm": Provider("http://localhost:4000/v1", "LITELLM_API_KEY", needs_key=False),
}
"""Addresses as their makers document them. `litellm` is the proxy, run elsewhere."""
