"""What servers answer, by their docs or public threads, is of the kind whose cure fits."""

import pytest

from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.server_messages import ServerMessage, read_server_message


def error(message, code=None, kind="invalid_request_error", param=None):
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def google(message, code=400, status="INVALID_ARGUMENT", *details):
    return [{"error": {"code": code, "message": message, "status": status, "details": details}}]


EXPECTED = {
    FaultKind.KEY: [
        (400, google("API key not valid. Please pass a valid API key.")),  # page-assist#406
        (400, google("API key expired. Please renew the API key.")),
        (401, error("Incorrect API key provided: sk-***.", "invalid_api_key")),
        (401, error("invalid x-api-key", kind="authentication_error")),
        (401, error("No auth credentials found", 401)),
        (401, error("Authentication Fails, Your api key: ****1234 is invalid")),
        (401, {"message": "invalid api token"}),
        (401, "<title>401 Authorization Required</title>"),
        (401, {"statusCode": 401, "message": "Access denied due to invalid subscription key."}),
        (401, {"detail": "Not authenticated"}),
        (400, {"code": "Client specified an invalid argument", "error": "Incorrect API key"}),
        (403, google("Your API key was reported as leaked. Please use another API key.", 403)),
        (401, {"code": "InvalidApiKey", "message": "Invalid API-key provided."}),
        (401, ""),
    ],
    FaultKind.RIGHT: [
        (403, error("Your account has been suspended for violating our usage policies.")),
        (401, error("Your access was terminated due to violation of our policies.")),
        (401, error("You have insufficient permissions. Missing scopes: model.request")),
        (403, error("Your API key does not have permission to use it", kind="permission_error")),
        (403, {"error": "This method does not have sufficient permissions to call it"}),
        (403, google("The API has not been used in project 1 before or it is disabled.", 403)),
        (400, error("This organization has been disabled.")),
        (404, error("No endpoints found matching your data policy", 404)),  # OpenRouter's privacy
        (403, ""),
    ],
    FaultKind.BLOCKED: [
        (403, error("Access denied due to Virtual Network/Firewall rules.", "AccessDenied")),
        (403, error("Public access is disabled. Please configure private endpoint.", "403")),
        (403, error("Your request was blocked.")),  # hermes-agent#6923
        (403, "<title>ERROR: The request could not be satisfied</title><p>Request blocked.</p>"),
        (403, "<title>Just a moment...</title>"),
        (403, "<title>Attention Required! | Cloudflare</title>"),
    ],
    FaultKind.REGION: [
        (400, google("User location is not supported for the API use.")),
        (403, error("Country not supported", "unsupported_country_region_territory")),
        (403, error("This model is not available in your region.", 403)),
    ],
    FaultKind.VERIFICATION: [  # openai-go#565, LibreChat#7323
        (
            400,
            error(
                "Your organization must be verified to use the model `gpt-5`.", "model_not_found"
            ),
        ),
        (
            404,
            error("Your organization must be verified to use the model `o3`.", "model_not_found"),
        ),
        (400, error("Your organization must be verified to use it. For more information see")),
    ],
    FaultKind.CREDIT: [
        (403, error("The request failed because your account has an overdue balance.")),
        (429, error("You exceeded your current quota, please check your plan and billing.")),
        (429, error("quota", "insufficient_quota")),
        (400, error("Billing hard limit has been reached", "billing_hard_limit_reached")),
        (400, error("Your credit balance is too low to access the Anthropic API.")),
        (402, error("Insufficient Balance", kind="unknown_error")),
        (402, error("This request requires more credits, or fewer max_tokens.", 402)),
        (429, google("* Quota exceeded for metric: m, limit: 0\nPlease retry in 45.5s.", 429)),
        (403, {"error": "Your newly created teams doesn't have any credits yet."}),
        (429, error("Your account is not active", kind="exceeded_current_quota_error")),
        (429, {"error": {"code": "1113", "message": "余额不足或无可用资源包,请充值。"}}),
        (400, error("ExceededBudget: User=x over budget. Spend=2, Budget=1", "400")),
        (402, ""),
    ],
    FaultKind.RATE: [
        (429, google("You exceeded your current quota, limit: 20\nPlease retry in 58.8s.", 429)),
        (429, google("Resource has been exhausted (e.g. check quota).", 429, "RESOURCE_EXHAUSTED")),
        (429, error("Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000")),
        (429, error("This would exceed your organization's rate limit of 30,000 input tokens")),
        (429, error("Tokens per minute limit exceeded - too many tokens processed.")),
        (
            429,
            error("Rate limit exceeded: free-models-per-day. Add 10 credits to unlock 1000", 429),
        ),
        (429, {"detail": "Too Many Requests"}),
        (429, "<title>429 Too Many Requests</title>"),
        (429, ""),
    ],
    FaultKind.OVERLOADED: [
        (503, google("The model is overloaded. Please try again later.", 503, "UNAVAILABLE")),
        (529, error("Overloaded", kind="overloaded_error")),
        (503, error("Loading model", 503, kind="unavailable_error")),  # llama.cpp
        (429, error("The engine is currently overloaded", kind="engine_overloaded_error")),
        (429, {"error": "Model is overloaded", "error_type": "overloaded"}),  # TGI
        (503, "<title>503 Service Temporarily Unavailable</title>"),
    ],
    FaultKind.MEMORY: [
        (424, {"error": "Request failed during generation: CUDA out of memory"}),
        (500, error("model requires more system memory (5.6 GiB) than is available (3.1 GiB)")),
        (500, error("CUDA error: out of memory")),
    ],
    FaultKind.ANSWER_TOKENS: [
        (
            400,
            error(
                "'max_tokens' or 'max_completion_tokens' is too large: 1000. This model's maximum "
                "context length is 1024 tokens and your request has 500 input tokens"
            ),
        ),
        (400, error("max_tokens is too large: 5000. It supports at most 4096 completion tokens")),
        (400, error("max_tokens: 9000 > 8192, the maximum allowed number of output tokens")),
        (422, error("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]")),
        (400, error("Range of max_tokens should be [1, 8192]")),
        (400, error("`max_tokens` must be less than or equal to `8192`")),
        (422, {"error": "`inputs` tokens + `max_new_tokens` must be <= 4096."}),
        (400, error("input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000")),
    ],
    FaultKind.CONTEXT: [
        (400, error("Invalid request: Your request exceeded model token limit: 8192")),  # Kimi
        (
            400,
            error(
                "This model's maximum context length is 4096 tokens. However, you requested 5000 "
                "tokens (1000 in the messages, 4000 in the completion)."
            ),
        ),  # vllm#20409
        (400, error("the request exceeds it", 400, "exceed_context_size_error")),
        (400, error("x", "context_length_exceeded")),
        (400, {"error": "The number of tokens to keep is greater than the context length"}),
        (400, error("prompt is too long: 208310 tokens > 200000 maximum")),
        (400, error("max_tokens must be at least 1, got -186.")),  # vllm#4667
        (
            413,
            error(
                "Request too large for model `llama` on tokens per minute (TPM): Limit 6000, "
                "Requested 6294, please reduce your message size",
                "rate_limit_exceeded",
            ),
        ),  # eliza#4040
        (
            429,
            error(
                "Request too large for gpt-4o on TPM: Limit 30000, Requested 342389."
                " The input or output tokens must be reduced"
            ),
        ),  # vanna-flask#11
        (413, error("Request body too large for gpt-4o model.", "tokens_limit_reached")),
        (413, "<title>413 Request Entity Too Large</title>"),
    ],
    FaultKind.RESPONSES: [
        (404, error("This model is only supported in v1/responses and not elsewhere.")),
        (404, error("This is not a chat model and thus not supported in v1/chat/completions")),
    ],
    FaultKind.MODEL: [
        (410, "Requested model is not available any more"),  # SambaNova
        (400, {"error": "The model has crashed without additional information."}),  # LM Studio
        (
            400,
            error(
                "The chatCompletion operation does not work with the specified model, m. Please "
                "choose different model and try again.",
                "OperationNotSupported",
            ),
        ),  # Azure
        (
            400,
            {
                "message": "Invocation of model ID m with on-demand throughput isn't supported. "
                "Retry with the ID of an inference profile."
            },
        ),  # Bedrock
        (400, {"error": "Model unloaded or not found: m. Please load a model first"}),
        (400, error("No models loaded. Please load a model in the developer page", param="model")),
        (
            400,
            error('Failed to load model "gpt-oss-20b". Error: Error loading model.'),
        ),  # continue#10150
        (404, error('model "m" not found, try pulling it first')),  # Ollama
        (404, "404 model 'm' not found"),
        (404, error("The model `m` does not exist.", 404, "NotFoundError")),  # vLLM
        (
            404,
            error(
                "The model `m` does not exist or you do not have access to it.", "model_not_found"
            ),
        ),
        (403, error("Project `p` does not have access to model `gpt-5`", "model_not_found")),
        (404, error("model: claude-x", kind="not_found_error")),
        (404, google("models/x is not found for API version v1main, or is not supported", 404)),
        (404, error("The API deployment for this resource does not exist.", "DeploymentNotFound")),
        (400, error("m is not a valid model ID", 400)),
        (400, error("Invalid model: x", "1500", "invalid_model")),
        (400, error("Invalid model name passed in model=m. Call `/v1/models`")),  # LiteLLM
        (400, error("The model `x` has been decommissioned and is no longer supported.")),
        (
            400,
            error(
                "The requested model 'x' is not supported by any provider", "model_not_supported"
            ),
        ),
        (400, error("Model Not Exist")),  # DeepSeek
        (400, error('"nomic-embed-text" does not support chat')),  # Ollama
        (404, error("No endpoints found for nousresearch/hermes:free.", 404)),
        (503, error("No available channel for model m under group default", "model_not_found")),
        (
            503,
            error("当前分组 default 下对于模型 m 无可用渠道", kind="one_api_error"),
        ),  # one-api#2340
        (404, ""),
    ],
    FaultKind.TLS: [
        (400, "<title>400 The plain HTTP request was sent to HTTPS port</title>"),  # nginx
        (400, "Client sent an HTTP request to an HTTPS server.\n"),  # Go
        (400, "<title>400 Bad Request</title>You're speaking plain HTTP to an SSL-enabled port"),
    ],
    FaultKind.PATH: [
        (404, "404 page not found"),
        (404, {"detail": "Not Found"}),
        (404, error("File Not Found", 404, "not_found_error")),  # llama.cpp
        (404, error("Invalid URL (POST /chat/completions)")),
        (404, error("Resource not found", "404")),  # Azure
        (404, "<title>Error</title><pre>Cannot POST /chat/completions</pre>"),  # Express
        (
            501,
            "<title>Error response</title><p>Message: Unsupported method ('POST').</p>",
        ),  # Python
        (405, {"detail": "Method Not Allowed"}),
        (405, ""),
        (200, {"error": "Unexpected endpoint or method. (POST /chat/completions)"}),  # LM Studio
    ],
    FaultKind.FILTERED: [
        (403, error("The request was blocked by the content filter.")),
        (
            400,
            {
                "error": {
                    "code": "content_filter",
                    "message": "The response was filtered due to the prompt",
                    "param": "prompt",
                    "innererror": {"code": "ResponsibleAIPolicyViolation"},
                }
            },
        ),
        (
            400,
            error(
                "litellm.ContentPolicyViolationError: AzureException - The response was "
                "filtered due to the prompt",
                "400",
            ),
        ),
        (
            400,
            error(
                "Invalid prompt: we've limited access to this content for safety reasons.",
                "invalid_prompt",
            ),
        ),  # PyRIT#1463
        (400, error("Your prompt was flagged as violating our usage policy.", "invalid_prompt")),
        (
            403,
            {
                "error": {
                    "code": 403,
                    "message": 'm requires moderation on x. Your input was flagged for "violence"',
                    "metadata": {"reasons": ["violence"]},
                }
            },
        ),
        (400, error("Output blocked by content filtering policy")),  # claude-code#58367
        (400, error("Content Exists Risk")),  # DeepSeek-V2#30
        (400, {"detail": "Content Exists Risk"}),
        (400, error("Input data may contain inappropriate content.", "data_inspection_failed")),
        (
            403,
            {
                "code": "The caller does not have permission",
                "error": "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO",
            },
        ),
        (
            400,
            error(
                "The request was rejected because it was considered high risk",
                kind="content_filter",
            ),
        ),
        (
            400,
            {
                "error": {
                    "code": "1301",
                    "message": "系统检测到输入或生成内容可能包含不安全或敏感内容",
                }
            },
        ),
    ],
    FaultKind.ANSWER: [
        (
            400,
            {
                "error": {
                    "message": "Failed to generate JSON.",
                    "code": "json_validate_failed",
                    "failed_generation": "craft it",
                }
            },
        ),
    ],
    FaultKind.OPTION: [
        (400, error("`max_tokens` must be greater than `thinking.budget_tokens`.")),  # nexus#17
        (
            400,
            error(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                "'max_completion_tokens' instead.",
                "unsupported_parameter",
                param="max_tokens",
            ),
        ),
        (
            400,
            error(
                "Unsupported value: 'temperature' does not support 0 with this model. Only the "
                "default (1) value is supported.",
                "unsupported_value",
                param="temperature",
            ),
        ),
        (400, error("Unrecognized request argument supplied: seed")),
        (422, {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}),
        (400, google('Invalid JSON payload received. Unknown name "seed": Cannot find field.')),
        (400, error("`temperature` is deprecated for this model.")),
        (400, error("Unknown field: strict")),
        (400, error("keyword 'minimum' is not permitted")),
        (400, error("Invalid schema for response_format 'answer': 'required' is required")),
        (400, error("This response_format type is unavailable now")),  # DeepSeek
        (404, error("No endpoints found that can handle the requested parameters.", 404)),
        (
            400,
            error("litellm.UnsupportedParamsError: openai does not support parameters: ['seed']"),
        ),
        (
            400,
            error(
                "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs not "
                "permitted', 'input': {'temperature': 1}}]",
                400,
                "BadRequestError",
            ),
        ),  # vLLM
        (
            500,
            error("JSON schema conversion failed: Pattern must start with '^'", 500),
        ),  # llama.cpp
    ],
    FaultKind.OTHER: [
        (400, error("the bad request")),
        (500, error("The server had an error while processing your request.")),
        (502, "<title>502 Bad Gateway</title>"),
        (522, "<title>api.x.example | 522: Connection timed out</title>"),
        (400, error("Invalid prompt: its schema is malformed", "invalid_prompt")),
        (418, ""),
    ],
}
ROWS = [(kind, status, body) for kind, rows in EXPECTED.items() for status, body in rows]


@pytest.mark.parametrize(("kind", "status", "body"), ROWS)
def test_a_refusal_is_of_the_kind_whose_cure_fits(kind, status, body):
    message = read_server_message(status, body)
    assert message.kind is kind, message.text


def test_every_kind_has_an_example():
    assert EXPECTED.keys() == set(FaultKind)


BLAMELESS = [
    (status, body) for kind, status, body in ROWS if kind not in (FaultKind.OPTION, FaultKind.OTHER)
]


@pytest.mark.parametrize(("status", "body"), BLAMELESS)
def test_only_a_refused_option_may_be_dropped(status, body):
    message = read_server_message(status, body)
    options = ("max_tokens", "max_completion_tokens", "temperature", "response_format")
    assert not any(message.refuses(option) for option in options)


@pytest.mark.parametrize(
    ("body", "param"),
    [
        (error("no", param="response_format.json_schema"), "response_format.json_schema"),
        ({"detail": [{"loc": ["body", "messages", 0, "x"], "msg": "no"}]}, "messages.0.x"),
        (error("[{'loc': ('body', 'seed'), 'msg': 'no', 'input': {'temperature': 1}}]"), "seed"),
        (error("no"), None),
        ("no", None),
    ],
)
def test_the_option_that_a_server_names_in_its_own_place_is_read(body, param):
    assert read_server_message(400, body).param == param


def test_an_answer_that_a_server_keeps_back_for_its_form_is_read():
    body = EXPECTED[FaultKind.ANSWER][0][1]
    assert read_server_message(400, body).answer == "craft it"


def test_a_message_without_a_reply_is_empty():
    assert read_server_message(None, None) == ServerMessage()
