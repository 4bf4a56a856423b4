"""Events as webhooks, so that clients made from the contract have their types."""

from collections.abc import Iterable

from pydantic.json_schema import models_json_schema

from meridian.kernel.events.rules import EventType
from meridian.kernel.openapi.tidy import SCHEMAS, Json, camel

ENVELOPE = "EventEnvelope"
_ENVELOPE: Json = {
    "type": "object",
    "description": "What every event says: what happened, when, through whom, and to which record.",
    "properties": {
        "id": {
            "type": "string",
            "description": "Resume after it with Last-Event-ID.",
            "examples": ["4711-12"],
        },
        "at": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened.",
            "examples": ["2026-03-10T02:00:00Z"],
        },
        "actor_id": {"type": ["string", "null"], "format": "uuid", "description": "Who did it; null: the clock."},
        "subject_type": {"type": "string", "description": "The kind of record.", "examples": ["customer"]},
        "subject_id": {"type": "string", "format": "uuid", "description": "The record."},
        "subject_version": {"type": ["integer", "null"], "description": "Its version then.", "examples": [3]},
        "customer_id": {"type": ["string", "null"], "format": "uuid", "description": "The customer it is about."},
    },
    "required": ["id", "at", "subject_type", "subject_id"],
}


def add_events(document: Json, events: Iterable[EventType]) -> None:
    """Declares each event as a webhook, and its data and itself as schemas. ValueError for a name that is taken."""
    events = tuple(events)
    _, definitions = models_json_schema(
        [(event.data, "serialization") for event in events], ref_template=SCHEMAS + "{model}"
    )
    schemas = document["components"]["schemas"]
    made = {ENVELOPE: _ENVELOPE} | definitions.get("$defs", {}) | {_name(event): _schema(event) for event in events}
    for name, schema in made.items():
        if schemas.setdefault(name, schema) != schema:
            raise ValueError(f"two schemas are named {name}")
    document["webhooks"] = {event.name: {"post": _webhook(event)} for event in events}


RECEIVED: Json = {"Received": {"description": "Received."}}


def _name(event: EventType) -> str:
    return camel(event.name) + "Event"


def _schema(event: EventType) -> Json:
    return {
        "description": event.description,
        "allOf": [
            {"$ref": SCHEMAS + ENVELOPE},
            {
                "type": "object",
                "properties": {
                    "type": {"const": event.name, "type": "string"},
                    "data": {"$ref": SCHEMAS + event.data.__name__},
                },
                "required": ["type", "data"],
            },
        ],
    }


def _webhook(event: EventType) -> Json:
    return {
        "operationId": "on_" + event.name.replace(".", "_"),
        "summary": event.description,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": SCHEMAS + _name(event)}}},
        },
        "responses": {"204": {"$ref": "#/components/responses/Received"}},
    }
