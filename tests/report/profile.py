"""Data Package v2, as far as our packages go: what the published standard (profile 2.0 of package,
resource, dialect, schema; https://datapackage.org/standard/) demands, written down as JSON Schema
in our own words, and stricter: what the standard only recommends is demanded here. The official
file can be had at https://datapackage.org/profiles/2.0/datapackage.json; with its path in
LAMPION_DATAPACKAGE_PROFILE packages are held to it, too."""

_NAME = {"type": "string", "pattern": r"^[a-z0-9._-]+$"}
_TEXT = {"type": "string", "minLength": 1}
# A POSIX path below the package, or a URL.
_PATH = {"type": "string", "pattern": r"^(https?://.+|(?![/~.])(?!.*\.\./)(?!file:).+)$"}
_KINDS = ["string", "number", "integer", "boolean", "object", "array", "list", "datetime", "date",
          "time", "year", "yearmonth", "duration", "geopoint", "geojson", "any"]

FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-zA-Z_][a-zA-Z_0-9]*$"},
        "type": {"enum": _KINDS},
        "title": _TEXT,
        "description": _TEXT,
        "format": _TEXT,
        "trueValues": {"type": "array", "minItems": 1, "items": _TEXT},
        "falseValues": {"type": "array", "minItems": 1, "items": _TEXT},
        "decimalChar": _TEXT,
        "groupChar": _TEXT,
        "bareNumber": {"type": "boolean"},
        "constraints": {"type": "object"},
    },
    "additionalProperties": False,
}

SCHEMA = {
    "type": "object",
    "required": ["fields", "missingValues"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/tableschema.json"},
        "fields": {"type": "array", "minItems": 1, "items": FIELD},
        "missingValues": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        "primaryKey": {"type": "array", "minItems": 1, "items": _TEXT, "uniqueItems": True},
    },
    "additionalProperties": False,
}

DIALECT = {
    "type": "object",
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/tabledialect.json"},
        "delimiter": {"type": "string", "minLength": 1},
        "lineTerminator": {"type": "string", "minLength": 1},
        "quoteChar": {"type": "string", "minLength": 1, "maxLength": 1},
        "doubleQuote": {"type": "boolean"},
        "header": {"type": "boolean"},
    },
    "additionalProperties": False,
}

RESOURCE = {
    "type": "object",
    "required": ["name", "path", "type", "schema", "dialect", "bytes", "hash"],
    "not": {"required": ["data"]},
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/dataresource.json"},
        "name": _NAME,
        "path": _PATH,
        "type": {"const": "table"},
        "profile": {"const": "tabular-data-resource"},  # for tools of version 1
        "title": _TEXT,
        "description": _TEXT,
        "format": {"const": "csv"},
        "mediatype": {"type": "string", "pattern": "^(.+)/(.+)$"},
        "encoding": {"const": "utf-8"},
        "bytes": {"type": "integer", "minimum": 1},
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "dialect": DIALECT,
        "schema": SCHEMA,
    },
    "additionalProperties": False,
}

PACKAGE = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["$schema", "name", "id", "title", "licenses", "resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": _NAME,
        "id": _TEXT,
        "title": _TEXT,
        "description": _TEXT,
        "licenses": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "title"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[-a-zA-Z0-9._]+$"},
                    "path": _PATH,
                    "title": _TEXT,
                },
            },
        },
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
        "lampion": {"type": "object"},
    },
    "additionalProperties": False,
}
