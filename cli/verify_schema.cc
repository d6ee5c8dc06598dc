#include "cli/verify_report.h"

namespace plog {

std::string_view VerifySchema() {
  return R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "plog verify report",
  "type": "object",
  "additionalProperties": false,
  "required": ["schema_version", "tool", "verdict", "events", "agents",
               "tree_size", "merkle_root", "chains", "anchors",
               "unanchored_events", "findings", "finding_count", "truncated"],
  "definitions": {
    "count": {"type": "integer", "minimum": 0},
    "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "text": {"type": ["string", "null"]}
  },
  "properties": {
    "schema_version": {"const": "1.0"},
    "tool": {
      "type": "object",
      "additionalProperties": false,
      "required": ["name", "version"],
      "properties": {"name": {"const": "plog"}, "version": {"type": "string"}}
    },
    "verdict": {
      "enum": ["VERIFIED-ANCHORED", "VERIFIED-UNANCHORED", "INCOMPLETE",
               "TAMPERED", "UNREADABLE"]
    },
    "events": {"$ref": "#/definitions/count"},
    "agents": {"$ref": "#/definitions/count"},
    "tree_size": {"$ref": "#/definitions/count"},
    "merkle_root": {"$ref": "#/definitions/digest"},
    "chains": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["agent_id", "kind", "hash_profile",
                     "equivalent_profiles", "events", "first_sequence",
                     "head_sequence", "head_hash"],
        "properties": {
          "agent_id": {"type": "string"},
          "kind": {"enum": ["recorded", "sealed"]},
          "hash_profile": {"$ref": "#/definitions/text"},
          "equivalent_profiles": {"type": "array",
                                  "items": {"type": "string"}},
          "events": {"$ref": "#/definitions/count"},
          "first_sequence": {"$ref": "#/definitions/count"},
          "head_sequence": {"$ref": "#/definitions/count"},
          "head_hash": {"$ref": "#/definitions/digest"}
        }
      }
    },
    "anchors": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["origin", "size", "verified", "key_name"],
        "properties": {
          "origin": {"type": "string"},
          "size": {"$ref": "#/definitions/count"},
          "verified": {"type": "boolean"},
          "key_name": {"type": "string"}
        }
      }
    },
    "unanchored_events": {"$ref": "#/definitions/count"},
    "findings": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["code", "severity", "agent_id", "sequence", "event_id",
                     "ingest_index", "message", "expected", "actual"],
        "properties": {
          "code": {"type": "string"},
          "severity": {"enum": ["error", "warning"]},
          "agent_id": {"$ref": "#/definitions/text"},
          "sequence": {"type": ["integer", "null"]},
          "event_id": {"$ref": "#/definitions/text"},
          "ingest_index": {"type": ["integer", "null"]},
          "message": {"type": "string"},
          "expected": {"$ref": "#/definitions/text"},
          "actual": {"$ref": "#/definitions/text"}
        }
      }
    },
    "finding_count": {"$ref": "#/definitions/count"},
    "truncated": {"type": "boolean"}
  }
}
)";
}

}  // namespace plog
