-- The settled history, version 3: slots of 15 minutes, hours, days, by zone.
--
-- "Settled" is what follows from all events that are here, in their order, by the estimators of
-- the present. What nobody observed is unknown: it counts in `silent` and `uncounted`, never as
-- zero. Columns without another unit are seconds (sensor-seconds, seat-seconds, person-seconds);
-- the views slots, hours and days say everything in full.

-- Zones; ids here are for ever.
CREATE TABLE slot_zone (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE
) STRICT;

-- By what a zone was settled: a row in the history refers to one of these.
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

-- A slot begins at start * 900 s since 1970 UTC: every offset since 1973 is a multiple of it. The
-- table that is kept for years, hence its few and short columns.
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

-- Of the few slots that are not all open or all closed, or not as their revision says.
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

-- Local hours and days, sums of their slots. Where the wall's clock jumps an hour may be shorter,
-- a day has 23 or 25 hours. open_*: within opening; NULL: the same as the whole.
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

-- The slots in full, as hour and day have them.
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

-- How far the history is settled. What is dirty follows from it: events of a stream beyond `seq`,
-- boots whose clock is another now. Written with the rows that it speaks of, so a crash loses
-- nothing, and the events' own transactions need not know of it.
CREATE TABLE settled (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    until_ms  INTEGER NOT NULL,  -- UTC: the end of the newest slot
    from_ms   INTEGER NOT NULL   -- what is before it is settled for good: its raw events are gone
) STRICT;

CREATE TABLE settled_stream (
    stream  INTEGER PRIMARY KEY REFERENCES stream,
    seq     INTEGER NOT NULL
) STRICT;

CREATE TABLE settled_boot (
    boot       INTEGER PRIMARY KEY REFERENCES boot,
    offset_ms  INTEGER           -- its clock was this; NULL: not known, its events have no place
) STRICT;

CREATE TABLE settled_description (
    version  INTEGER PRIMARY KEY,
    from_ms  INTEGER NOT NULL
) STRICT;

-- Where settling takes up: what was heard before the UTC day `day` (and its warm-up) begins.
CREATE TABLE settled_state (
    day     INTEGER PRIMARY KEY,  -- days since 1970
    at_ms   INTEGER NOT NULL,
    state   BLOB NOT NULL         -- dashboard/settle_state.c
) STRICT;

-- Events that came when their day was settled for good: counted, never merged.
CREATE TABLE too_late (
    day     INTEGER PRIMARY KEY,  -- UTC days since 1970
    events  INTEGER NOT NULL
) STRICT;
