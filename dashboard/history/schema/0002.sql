-- Version 2: what people know and no sensor measures (see dashboard/facts.h), and the school
-- holidays that somebody imported.

-- Dated facts. They hold from from_ms until before to_ms (UTC; the largest integer: no end).
-- `author` is the short name of an organiser's account. A fact is never changed and never
-- deleted; who was wrong retracts it. (Only the author may be taken out, when somebody leaves.)
CREATE TABLE fact (
    id       INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL CHECK (kind IN ('closed', 'open', 'count', 'event', 'note', 'lent',
                                           'out-of-service', 'declared', 'correction')),
    zone     TEXT,             -- NULL: the whole place
    seat     TEXT,             -- of the zone
    key      TEXT,             -- of a declared figure
    from_ms  INTEGER NOT NULL,
    to_ms    INTEGER NOT NULL CHECK (to_ms >= from_ms),
    value    REAL,
    text     TEXT,
    author   TEXT,
    made_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX fact_end ON fact (to_ms);

CREATE TABLE retraction (
    fact     INTEGER PRIMARY KEY REFERENCES fact,
    text     TEXT,
    author   TEXT,
    made_ms  INTEGER NOT NULL
) STRICT;

CREATE TRIGGER fact_stays BEFORE UPDATE OF id, kind, zone, seat, key, from_ms, to_ms, value, text,
    made_ms ON fact
BEGIN SELECT raise(ABORT, 'a fact is never changed, only retracted'); END;
CREATE TRIGGER fact_is_kept BEFORE DELETE ON fact
BEGIN SELECT raise(ABORT, 'a fact is never deleted, only retracted'); END;
CREATE TRIGGER retraction_stays BEFORE UPDATE OF fact, text, made_ms ON retraction
BEGIN SELECT raise(ABORT, 'a retraction is never changed'); END;
CREATE TRIGGER retraction_is_kept BEFORE DELETE ON retraction
BEGIN SELECT raise(ABORT, 'a retraction is never deleted'); END;

-- School holidays as imported: first and last day, both within, in days since 1970-01-01. `zone`
-- is as in the file that was imported ("A", "Corse").
CREATE TABLE school_holiday (
    zone   TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= first),
    name   TEXT NOT NULL,
    PRIMARY KEY (zone, first)
) STRICT, WITHOUT ROWID;
