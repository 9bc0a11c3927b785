-- Version 6: an anchor is of a door and of a hall. A door between two halls, or into a hall within
-- another, has one for each; before, the one written last overwrote the others.
ALTER TABLE anchor RENAME TO anchor_5;
CREATE TABLE anchor (
    sensor     INTEGER NOT NULL REFERENCES sensor,
    zone       TEXT NOT NULL,              -- its id; empty: not said, from before this version
    stream     INTEGER REFERENCES stream,  -- NULL: a count by a person, before any word
    total_in   INTEGER NOT NULL,
    total_out  INTEGER NOT NULL,
    carried    INTEGER NOT NULL,
    slack      INTEGER NOT NULL,  -- people who may have passed unseen, each way
    at_ms      INTEGER NOT NULL,
    PRIMARY KEY (sensor, zone)
) STRICT, WITHOUT ROWID;
INSERT INTO anchor (sensor, zone, stream, total_in, total_out, carried, slack, at_ms)
SELECT sensor, '', stream, total_in, total_out, carried, slack, at_ms FROM anchor_5;
DROP TABLE anchor_5;

-- What was said of a time when its raw events were gone: an offset to the slots from from_s until
-- until_s (the reset of that day). A count by a person is what `people` should have been at from_s.
CREATE TABLE slot_offset (
    fact     INTEGER PRIMARY KEY REFERENCES fact,
    zone     INTEGER NOT NULL REFERENCES slot_zone,
    from_s   INTEGER NOT NULL,  -- seconds since 1970 UTC
    until_s  INTEGER NOT NULL,
    counted  INTEGER NOT NULL,  -- 1: people is the count itself, 0: to add to it
    people   INTEGER NOT NULL
) STRICT;

-- The slots that such offsets changed, as they were settled, so that an offset can be taken back.
CREATE TABLE slot_before (
    zone   INTEGER NOT NULL REFERENCES slot_zone,
    start  INTEGER NOT NULL,  -- in slots, as slot.start
    slot   TEXT NOT NULL,     -- dashboard/history/offsets.c
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;

-- How far behind the settled history the oldest new event lay, at most: a board that brought its
-- outbox, or a card carried in. `lampion check` wants raw events kept longer than that.
CREATE TABLE longest_backlog (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    age_ms  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL  -- UTC: the end of the settled history then
) STRICT;
