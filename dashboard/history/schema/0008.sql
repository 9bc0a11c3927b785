-- Version 8: what people on the spot say is wrong (dashboard/history/objections.h). Three choices and
-- no words: nothing here could hold a name.
CREATE TABLE objection (
    id         INTEGER PRIMARY KEY,
    zone       TEXT NOT NULL,
    claim      TEXT NOT NULL CHECK (claim IN ('taken', 'closed', 'people')),
    at_ms      INTEGER NOT NULL,          -- UTC, when it was said
    verdict    TEXT CHECK (verdict IN ('confirmed', 'refused')),  -- NULL: not looked at yet
    judged_ms  INTEGER,
    judged_by  TEXT,                      -- the short name of an organiser's account
    CHECK ((verdict IS NULL) = (judged_ms IS NULL))
) STRICT;
CREATE INDEX objection_at ON objection (at_ms);
