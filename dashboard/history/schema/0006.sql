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
