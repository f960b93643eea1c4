"""The HTTP API described for machines: OpenAPI 3.1, served at `/api/v1/openapi.json`."""

from typing import Any

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
CARD: Json = {
    "name": "card",
    "in": "query",
    "schema": TEXT,
    "description": "a card's id; without it, the first",
}
LISTED = ("service", "scorecard", "applicable", "level", "passed", "total", "missing", "no_data", "waived")


def _answers(says: str, *errors: int) -> Json:
    """What comes back: JSON, and each error as `{"error": …}`."""
    words = {400: "a level or card that there is not", 404: "no such service or team"}
    known = {401: "no token that holds", 429: "too many requests; Retry-After says when", **words}
    return {
        "200": {"description": says, "content": {"application/json": {"schema": {"type": "object"}}}},
        **{str(code): {"description": known[code]} for code in (401, 429, *errors)},
    }


def _query(name: str, says: str) -> Json:
    return {"name": name, "in": "query", "schema": TEXT, "description": says}


DOCUMENT: Json = {
    "openapi": "3.1.0",
    "info": {"title": "Tocsin", "version": "1", "description": "Readiness for scripts and release gates."},
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "security": [{"token": []}],
    "paths": {
        "/api/v1/readiness": {
            "get": {
                "summary": "Every service, the worst first, a hundred at a time",
                "parameters": [
                    CARD,
                    _query("team", "a team's services; of one that owns none, those of the teams within it"),
                    _query("offset", "where to go on"),
                ],
                "responses": _answers(
                    f"total, offset, within (those teams) and services with {', '.join(LISTED)}", 400, 404
                ),
            }
        },
        "/api/v1/readiness/{service}": {
            "get": {
                "summary": "Whether a service reaches a level, and what stands in the way",
                "parameters": [
                    {"name": "service", "in": "path", "required": True, "schema": TEXT},
                    _query("level", "the level wanted; without it, the highest"),
                    CARD,
                ],
                "responses": _answers(
                    "ok, verdict (reached, fails, no data), in_the_way, said, rules with traces, gaps",
                    400,
                    404,
                ),
            }
        },
    },
}
