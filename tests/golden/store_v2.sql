-- A store of version 2 with a row of every kind, kept as it was. Never to be edited.
PRAGMA application_id = 1281453424;
PRAGMA user_version = 2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE agent (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "agent" VALUES(1,'desks');
INSERT INTO "agent" VALUES(2,'entrance');
CREATE TABLE anchor (
    sensor     INTEGER PRIMARY KEY REFERENCES sensor,
    stream     INTEGER REFERENCES stream,  -- NULL: a count by a person, before any word
    total_in   INTEGER NOT NULL,
    total_out  INTEGER NOT NULL,
    carried    INTEGER NOT NULL,
    slack      INTEGER NOT NULL,  -- people who may have passed unseen, each way
    at_ms      INTEGER NOT NULL
) STRICT;
INSERT INTO "anchor" VALUES(2,2,813,791,-2,1,1790000002000);
CREATE TABLE boot (
    id            INTEGER PRIMARY KEY,
    agent         INTEGER NOT NULL REFERENCES agent,
    name          TEXT NOT NULL,     -- the kernel's boot id
    mono_ms       INTEGER NOT NULL,  -- the pair: the board's time ...
    wall_ms       INTEGER,           -- ... and UTC; NULL while the board never knew it
    quality       INTEGER NOT NULL,  -- of the pair: 0 the board's own guess, 1 synchronised
    suspended_ms  INTEGER NOT NULL,  -- time asleep within the boot, as of the pair
    offset_ms     INTEGER,           -- least (the collector's UTC - the board's time) heard live
    UNIQUE (agent, name)
) STRICT;
INSERT INTO "boot" VALUES(1,1,'b7c1a52e-0d44-4a55-9a0e-000000000001',5003120,1790000000123,1,0,1784996997100);
INSERT INTO "boot" VALUES(2,2,'b7c1a52e-0d44-4a55-9a0e-000000000002',880000,1789000000000,0,0,1789990000000);
INSERT INTO "boot" VALUES(3,1,'b7c1a52e-0d44-4a55-9a0e-000000000003',100,NULL,0,0,NULL);
CREATE TABLE description (
    version     INTEGER PRIMARY KEY,
    from_ms     INTEGER NOT NULL,
    applied_ms  INTEGER NOT NULL,
    text        TEXT NOT NULL
) STRICT;
INSERT INTO "description" VALUES(1,1780000000000,1780000000500,'place: {id: gare}
');
CREATE TABLE event (
    stream  INTEGER NOT NULL REFERENCES stream,
    seq     INTEGER NOT NULL,
    sensor  INTEGER REFERENCES sensor,  -- NULL: a beat
    t       INTEGER NOT NULL,           -- ms after part.t0_ms
    kind    INTEGER NOT NULL,
    value   INTEGER,
    value2  INTEGER,
    value3  INTEGER,
    PRIMARY KEY (stream, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES(1,1,NULL,0,1,NULL,NULL,NULL);
INSERT INTO "event" VALUES(1,2,1,5,0,0,NULL,NULL);
INSERT INTO "event" VALUES(1,3,1,10,0,1,NULL,NULL);
INSERT INTO "event" VALUES(2,4,NULL,0,1,NULL,NULL,NULL);
INSERT INTO "event" VALUES(2,5,2,100,2,2,812,790);
INSERT INTO "event" VALUES(2,6,2,1200,2,-1,812,791);
INSERT INTO "event" VALUES(2,7,2,2300,2,1,813,791);
INSERT INTO "event" VALUES(2,8,2,2400,5,1,NULL,NULL);
INSERT INTO "event" VALUES(2,9,2,2500,4,NULL,NULL,NULL);
INSERT INTO "event" VALUES(3,1,3,3,0,1,NULL,NULL);
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
INSERT INTO "fact" VALUES(1,'closed',NULL,NULL,NULL,1789900000000,1789990000000,NULL,'Fermé','ana',5);
INSERT INTO "fact" VALUES(2,'correction','house',NULL,NULL,1789999200000,1790085600000,2.0,NULL,'ana',6);
CREATE TABLE fault (
    id   INTEGER PRIMARY KEY,
    why  TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "fault" VALUES(1,'obstructed');
CREATE TABLE loss (
    stream    INTEGER NOT NULL REFERENCES stream,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    noted_ms  INTEGER NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;
INSERT INTO "loss" VALUES(2,1,3,1790000001000);
CREATE TABLE part (
    stream  INTEGER NOT NULL REFERENCES stream,
    first   INTEGER NOT NULL,
    boot    INTEGER NOT NULL REFERENCES boot,
    t0_ms   INTEGER NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;
INSERT INTO "part" VALUES(1,1,1,5003000);
INSERT INTO "part" VALUES(2,4,2,880000);
INSERT INTO "part" VALUES(3,1,3,50);
CREATE TABLE retraction (
    fact     INTEGER PRIMARY KEY REFERENCES fact,
    text     TEXT,
    author   TEXT,
    made_ms  INTEGER NOT NULL
) STRICT;
INSERT INTO "retraction" VALUES(1,'another day','ana',7);
CREATE TABLE school_holiday (
    zone   TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL CHECK (last >= first),
    name   TEXT NOT NULL,
    PRIMARY KEY (zone, first)
) STRICT, WITHOUT ROWID;
INSERT INTO "school_holiday" VALUES('B',20745,20761,'Toussaint');
CREATE TABLE sensor (
    id     INTEGER PRIMARY KEY,
    agent  INTEGER NOT NULL REFERENCES agent,
    name   TEXT NOT NULL,
    UNIQUE (agent, name)
) STRICT;
INSERT INTO "sensor" VALUES(1,1,'seat-01');
INSERT INTO "sensor" VALUES(2,2,'door');
INSERT INTO "sensor" VALUES(3,1,'seat-02');
CREATE TABLE stream (
    id       INTEGER PRIMARY KEY,
    agent    INTEGER NOT NULL REFERENCES agent,
    name     TEXT NOT NULL UNIQUE,
    durable  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "stream" VALUES(1,1,'9f2c0000000000000000000000000001',3);
INSERT INTO "stream" VALUES(2,2,'9f2c0000000000000000000000000002',9);
INSERT INTO "stream" VALUES(3,1,'9f2c0000000000000000000000000003',1);
CREATE VIEW clock (boot, offset_ms) AS
SELECT id, CASE WHEN quality = 1 THEN wall_ms - mono_ms
                ELSE coalesce(offset_ms, wall_ms - mono_ms) END
FROM boot;
CREATE INDEX fact_end ON fact (to_ms);
CREATE TRIGGER fact_stays BEFORE UPDATE OF id, kind, zone, seat, key, from_ms, to_ms, value, text,
    made_ms ON fact
BEGIN SELECT raise(ABORT, 'a fact is never changed, only retracted'); END;
CREATE TRIGGER fact_is_kept BEFORE DELETE ON fact
BEGIN SELECT raise(ABORT, 'a fact is never deleted, only retracted'); END;
CREATE TRIGGER retraction_stays BEFORE UPDATE OF fact, text, made_ms ON retraction
BEGIN SELECT raise(ABORT, 'a retraction is never changed'); END;
CREATE TRIGGER retraction_is_kept BEFORE DELETE ON retraction
BEGIN SELECT raise(ABORT, 'a retraction is never deleted'); END;
COMMIT;
