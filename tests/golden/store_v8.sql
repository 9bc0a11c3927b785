-- A store of version 8 with a row of every kind, kept as it was. Never to be edited.
PRAGMA application_id = 1281453424;
PRAGMA user_version = 8;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE access_key (
    id          INTEGER PRIMARY KEY,
    token       TEXT NOT NULL UNIQUE,     -- SHA-256
    scope       TEXT NOT NULL CHECK (scope IN ('members', 'present', 'reports')),
    name        TEXT NOT NULL,
    made_ms     INTEGER NOT NULL,
    until_ms    INTEGER NOT NULL,
    revoked_ms  INTEGER
) STRICT;
INSERT INTO "access_key" VALUES(1,'1111111111111111111111111111111111111111111111111111111111111111','members','poster',1790000000000,1890000000000,NULL);
CREATE TABLE agent (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "agent" VALUES(1,'desks');
INSERT INTO "agent" VALUES(2,'entrance');
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
INSERT INTO "anchor" VALUES(2,'house',2,813,791,-2,1,1790000002000);
CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    who     TEXT NOT NULL,
    what    TEXT NOT NULL,
    object  TEXT NOT NULL
) STRICT;
INSERT INTO "audit" VALUES(1,1790000000000,'ana','fact added','1');
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
CREATE TABLE day (
    zone INTEGER NOT NULL REFERENCES slot_zone,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    opened INTEGER NOT NULL, open_unknown INTEGER NOT NULL,
    sensors INTEGER NOT NULL, silent INTEGER NOT NULL, seats INTEGER NOT NULL,
    seats_unknown INTEGER NOT NULL, used INTEGER NOT NULL, held INTEGER NOT NULL,
    in_use INTEGER NOT NULL, use_unknown INTEGER NOT NULL, full INTEGER NOT NULL,
    uncounted INTEGER NOT NULL, person INTEGER NOT NULL, raw INTEGER NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL, "in" INTEGER NOT NULL, "out" INTEGER NOT NULL,
    open_sensors INTEGER, open_silent INTEGER, open_seats INTEGER, open_seats_unknown INTEGER,
    open_used INTEGER, open_held INTEGER, open_in_use INTEGER, open_use_unknown INTEGER,
    open_full INTEGER, open_uncounted INTEGER, open_person INTEGER, open_raw INTEGER,
    open_low INTEGER, open_high INTEGER, open_in INTEGER, open_out INTEGER,
    peak INTEGER,
    peak_at INTEGER,
    revision INTEGER NOT NULL REFERENCES revision,
    local INTEGER NOT NULL,
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "day" VALUES(1,1789999200,3600,1,3600,0,14400,400,28800,3600,7200,1200,3400,200,0,0,10800,10400,10000,12000,8,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5,60,1,20260921);
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
CREATE TABLE hour (
    zone INTEGER NOT NULL REFERENCES slot_zone,
    start INTEGER NOT NULL,   -- seconds since 1970 UTC
    length INTEGER NOT NULL,  -- of what is settled
    flags INTEGER NOT NULL,
    opened INTEGER NOT NULL, open_unknown INTEGER NOT NULL,
    sensors INTEGER NOT NULL, silent INTEGER NOT NULL, seats INTEGER NOT NULL,
    seats_unknown INTEGER NOT NULL, used INTEGER NOT NULL, held INTEGER NOT NULL,
    in_use INTEGER NOT NULL, use_unknown INTEGER NOT NULL, full INTEGER NOT NULL,
    uncounted INTEGER NOT NULL, person INTEGER NOT NULL, raw INTEGER NOT NULL,
    low INTEGER NOT NULL, high INTEGER NOT NULL, "in" INTEGER NOT NULL, "out" INTEGER NOT NULL,
    open_sensors INTEGER, open_silent INTEGER, open_seats INTEGER, open_seats_unknown INTEGER,
    open_used INTEGER, open_held INTEGER, open_in_use INTEGER, open_use_unknown INTEGER,
    open_full INTEGER, open_uncounted INTEGER, open_person INTEGER, open_raw INTEGER,
    open_low INTEGER, open_high INTEGER, open_in INTEGER, open_out INTEGER,
    peak INTEGER,
    peak_at INTEGER,
    revision INTEGER NOT NULL REFERENCES revision,  -- the newest of its slots
    local INTEGER NOT NULL,   -- on the wall: yyyymmddhh; days: yyyymmdd
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "hour" VALUES(1,1789999200,3600,1,3600,0,14400,400,28800,3600,7200,1200,3400,200,0,0,10800,10400,10000,12000,8,4,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,5,60,1,2026092116);
CREATE TABLE issued_report (
    id        INTEGER PRIMARY KEY,
    period    TEXT NOT NULL,  -- as it is written: 2026-Q3
    compared  TEXT NOT NULL,
    format    TEXT NOT NULL,
    language  TEXT NOT NULL,
    version   TEXT NOT NULL,  -- of the program
    revision  TEXT NOT NULL,  -- SHA-256 of the data that it rests on
    sha256    TEXT NOT NULL,  -- of the file, or of the list of the folder's files
    made_ms   INTEGER NOT NULL,
    figures   TEXT NOT NULL,  -- the key figures, one a line: zone, indicator, state, value
    UNIQUE (period, compared, format, language, version, sha256)
) STRICT;
INSERT INTO "issued_report" VALUES(1,'2026-09','','json','fr','0.1','00','11',1790000000000,'house visits good 8');
CREATE TABLE longest_backlog (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    age_ms  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL  -- UTC: the end of the settled history then
) STRICT;
INSERT INTO "longest_backlog" VALUES(1,259200000,1790000000000);
CREATE TABLE loss (
    stream    INTEGER NOT NULL REFERENCES stream,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    noted_ms  INTEGER NOT NULL,
    PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;
INSERT INTO "loss" VALUES(2,1,3,1790000001000);
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
INSERT INTO "objection" VALUES(1,'house','closed',1790000000000,NULL,NULL,NULL);
INSERT INTO "objection" VALUES(2,'house','people',1790000000000,'confirmed',1790000001000,'ana');
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
INSERT INTO "person" VALUES(1,'ana','organiser','$y$not-a-hash',NULL,0,1790000000000,NULL);
CREATE TABLE retraction (
    fact     INTEGER PRIMARY KEY REFERENCES fact,
    text     TEXT,
    author   TEXT,
    made_ms  INTEGER NOT NULL
) STRICT;
INSERT INTO "retraction" VALUES(1,'another day','ana',7);
CREATE TABLE revision (
    id           INTEGER PRIMARY KEY,
    zone         INTEGER NOT NULL REFERENCES slot_zone,
    source       INTEGER NOT NULL,  -- 0 measured, 1 tallied, 2 declared, 3 imported
    description  INTEGER NOT NULL,  -- its version; 0: none (imported)
    method       INTEGER NOT NULL,  -- the estimators' (SETTLE_METHOD)
    sensors      INTEGER NOT NULL,  -- that the zone rests on
    seats        INTEGER NOT NULL,  -- shared and in service
    capacity     INTEGER NOT NULL,  -- what is full: seats, or persons; 0: not said
    UNIQUE (zone, source, description, method, sensors, seats, capacity)
) STRICT;
INSERT INTO "revision" VALUES(1,1,0,1,2,4,8,20);
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
CREATE TABLE session (
    token    TEXT PRIMARY KEY,            -- SHA-256
    person   INTEGER NOT NULL REFERENCES person,
    made_ms  INTEGER NOT NULL,
    seen_ms  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "session" VALUES('0000000000000000000000000000000000000000000000000000000000000000',1,1790000000000,1790000001000);
CREATE TABLE settled (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    until_ms  INTEGER NOT NULL,  -- UTC: the end of the newest slot
    from_ms   INTEGER NOT NULL   -- what is before it is settled for good: its raw events are gone
) STRICT;
INSERT INTO "settled" VALUES(1,1790002800000,1790002800000);
CREATE TABLE settled_boot (
    boot       INTEGER PRIMARY KEY REFERENCES boot,
    offset_ms  INTEGER           -- its clock was this; NULL: not known, its events have no place
) STRICT;
INSERT INTO "settled_boot" VALUES(1,1784996997003);
CREATE TABLE settled_description (
    version  INTEGER PRIMARY KEY,
    from_ms  INTEGER NOT NULL
) STRICT;
INSERT INTO "settled_description" VALUES(1,1780000000000);
CREATE TABLE settled_fact (
    fact       INTEGER PRIMARY KEY REFERENCES fact,
    retracted  INTEGER NOT NULL
) STRICT;
INSERT INTO "settled_fact" VALUES(1,1);
INSERT INTO "settled_fact" VALUES(2,0);
CREATE TABLE settled_state (
    day     INTEGER PRIMARY KEY,  -- days since 1970
    at_ms   INTEGER NOT NULL,
    state   BLOB NOT NULL         -- dashboard/settle_state.c
) STRICT;
INSERT INTO "settled_state" VALUES(20717,1789948800000,X'6167656E7420312031203020313738393934383030303030300A');
CREATE TABLE settled_stream (
    stream  INTEGER PRIMARY KEY REFERENCES stream,
    seq     INTEGER NOT NULL
) STRICT;
INSERT INTO "settled_stream" VALUES(1,3);
CREATE TABLE slot (
    zone           INTEGER NOT NULL REFERENCES slot_zone,
    start          INTEGER NOT NULL,
    open           INTEGER,   -- 0 closed, 1 open, all of it; NULL: see slot_part
    silent         INTEGER NOT NULL,  -- sensors not known
    seats_unknown  INTEGER NOT NULL,
    used           INTEGER NOT NULL,  -- seats taken
    held           INTEGER NOT NULL,  -- seats left less than `release` ago
    in_use         INTEGER NOT NULL,  -- by anybody
    use_unknown    INTEGER NOT NULL,  -- neither in use nor empty can be said
    full           INTEGER NOT NULL,  -- at or above 80 %; of the time that is counted
    uncounted      INTEGER NOT NULL,  -- without a head count with both its bounds
    person         INTEGER NOT NULL,  -- people x time, of the time that is counted ...
    raw            INTEGER,           -- ... without correction; NULL: the same
    low            INTEGER,           -- ... at least; NULL: the same
    high           INTEGER,           -- ... at most; NULL: the same
    "in"           INTEGER NOT NULL,  -- passages
    "out"          INTEGER NOT NULL,
    peak           INTEGER,           -- people at once; NULL: never counted
    peak_at        INTEGER,           -- seconds after the start
    revision       INTEGER NOT NULL REFERENCES revision,
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "slot" VALUES(1,1988888,1,100,900,1800,300,850,50,0,0,2700,2600,2500,3000,2,1,5,60,1);
INSERT INTO "slot" VALUES(1,1988889,1,100,900,1800,300,850,50,0,0,2700,2600,2500,3000,2,1,5,60,1);
INSERT INTO "slot" VALUES(1,1988890,1,100,900,1800,300,850,50,0,0,2700,2600,2500,3000,2,1,5,60,1);
INSERT INTO "slot" VALUES(1,1988891,NULL,100,900,1800,300,850,50,0,0,2700,2600,2500,3000,2,1,5,60,1);
CREATE TABLE slot_before (
    zone   INTEGER NOT NULL REFERENCES slot_zone,
    start  INTEGER NOT NULL,  -- in slots, as slot.start
    slot   TEXT NOT NULL,     -- dashboard/history/offsets.c
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "slot_before" VALUES(1,1988891,'900 900 0 5 1790001960 1 0 3600 100 7200 900 1800 300 850 50 0 0 900 2600 700 1200 2 1 3600 100 7200 900 1800 300 850 50 0 0 900 2600 700 1200 2 1');
CREATE TABLE slot_offset (
    fact     INTEGER PRIMARY KEY REFERENCES fact,
    zone     INTEGER NOT NULL REFERENCES slot_zone,
    from_s   INTEGER NOT NULL,  -- seconds since 1970 UTC
    until_s  INTEGER NOT NULL,
    counted  INTEGER NOT NULL,  -- 1: people is the count itself, 0: to add to it
    people   INTEGER NOT NULL
) STRICT;
INSERT INTO "slot_offset" VALUES(2,1,1790001900,1790002800,0,2);
CREATE TABLE slot_part (
    zone           INTEGER NOT NULL,
    start          INTEGER NOT NULL,
    length         INTEGER NOT NULL,
    flags          INTEGER NOT NULL,  -- 1: corrected after its raw events were gone
    opened         INTEGER NOT NULL,
    open_unknown   INTEGER NOT NULL,
    sensors        INTEGER NOT NULL,
    seats          INTEGER NOT NULL,
    open_sensors INTEGER, open_silent INTEGER, open_seats INTEGER, open_seats_unknown INTEGER,
    open_used INTEGER, open_held INTEGER, open_in_use INTEGER, open_use_unknown INTEGER,
    open_full INTEGER, open_uncounted INTEGER, open_person INTEGER, open_raw INTEGER,
    open_low INTEGER, open_high INTEGER, open_in INTEGER, open_out INTEGER,
    PRIMARY KEY (zone, start)
) STRICT, WITHOUT ROWID;
INSERT INTO "slot_part" VALUES(1,1988891,900,1,900,0,3600,7200,3600,100,7200,900,1800,300,850,50,0,0,2700,2600,2500,3000,2,1);
CREATE TABLE slot_zone (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "slot_zone" VALUES(1,'house');
CREATE TABLE stream (
    id       INTEGER PRIMARY KEY,
    agent    INTEGER NOT NULL REFERENCES agent,
    name     TEXT NOT NULL UNIQUE,
    durable  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "stream" VALUES(1,1,'9f2c0000000000000000000000000001',3);
INSERT INTO "stream" VALUES(2,2,'9f2c0000000000000000000000000002',9);
INSERT INTO "stream" VALUES(3,1,'9f2c0000000000000000000000000003',1);
CREATE TABLE too_late (
    day     INTEGER PRIMARY KEY,  -- UTC days since 1970
    events  INTEGER NOT NULL
) STRICT;
INSERT INTO "too_late" VALUES(20700,3);
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
CREATE VIEW slots AS
SELECT s.zone, s.start * 900 AS start, coalesce(p.length, 900) AS length,
    coalesce(p.flags, 0) AS flags, coalesce(p.opened, s.open * 900, 0) AS opened,
    coalesce(p.open_unknown, 0) AS open_unknown,
    coalesce(p.sensors, r.sensors * 900) AS sensors, s.silent,
    coalesce(p.seats, r.seats * 900) AS seats, s.seats_unknown, s.used, s.held, s.in_use,
    s.use_unknown, s.full, s.uncounted, s.person, coalesce(s.raw, s.person) AS raw,
    coalesce(s.low, s.person) AS low, coalesce(s.high, s.person) AS high, s."in", s."out",
    coalesce(p.open_sensors, s.open * r.sensors * 900) AS open_sensors,
    coalesce(p.open_silent, s.open * s.silent) AS open_silent,
    coalesce(p.open_seats, s.open * r.seats * 900) AS open_seats,
    coalesce(p.open_seats_unknown, s.open * s.seats_unknown) AS open_seats_unknown,
    coalesce(p.open_used, s.open * s.used) AS open_used,
    coalesce(p.open_held, s.open * s.held) AS open_held,
    coalesce(p.open_in_use, s.open * s.in_use) AS open_in_use,
    coalesce(p.open_use_unknown, s.open * s.use_unknown) AS open_use_unknown,
    coalesce(p.open_full, s.open * s.full) AS open_full,
    coalesce(p.open_uncounted, s.open * s.uncounted) AS open_uncounted,
    coalesce(p.open_person, s.open * s.person) AS open_person,
    coalesce(p.open_raw, s.open * coalesce(s.raw, s.person)) AS open_raw,
    coalesce(p.open_low, s.open * coalesce(s.low, s.person)) AS open_low,
    coalesce(p.open_high, s.open * coalesce(s.high, s.person)) AS open_high,
    coalesce(p.open_in, s.open * s."in") AS open_in,
    coalesce(p.open_out, s.open * s."out") AS open_out,
    s.peak, s.peak_at, s.revision, s.start AS slot
FROM slot s JOIN revision r ON r.id = s.revision
LEFT JOIN slot_part p ON p.zone = s.zone AND p.start = s.start;
CREATE INDEX issued_report_sha256 ON issued_report (sha256);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never changed'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'the audit log is never shortened'); END;
CREATE INDEX objection_at ON objection (at_ms);
COMMIT;
