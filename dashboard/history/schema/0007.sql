-- Version 7: who may see and change (dashboard/history/people.h, keys.h, audit.h). Secrets are kept
-- as hashes only.

CREATE TABLE person (
    id             INTEGER PRIMARY KEY,
    name           TEXT NOT NULL UNIQUE,  -- [a-z0-9-], as the author of facts
    role           TEXT NOT NULL CHECK (role IN ('organiser', 'reader')),
    hash           TEXT,                  -- yescrypt (crypt(5)); NULL: not chosen yet
    code           TEXT,                  -- SHA-256 of a one-time code
    code_until_ms  INTEGER NOT NULL DEFAULT 0,
    made_ms        INTEGER NOT NULL,
    disabled_ms    INTEGER                -- NULL: may come in
) STRICT;

CREATE TABLE session (
    token    TEXT PRIMARY KEY,            -- SHA-256
    person   INTEGER NOT NULL REFERENCES person,
    made_ms  INTEGER NOT NULL,
    seen_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys without a person: of programs (api) and of all members together (members).
CREATE TABLE access_key (
    id          INTEGER PRIMARY KEY,
    token       TEXT NOT NULL UNIQUE,     -- SHA-256
    scope       TEXT NOT NULL CHECK (scope IN ('members', 'present', 'reports')),
    name        TEXT NOT NULL,
    made_ms     INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL,
    revoked_ms  INTEGER
) STRICT;

-- Who did what to what, and when. `who` is the name of an account, or "console".
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    object  TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never shortened'); END;
