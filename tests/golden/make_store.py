#!/usr/bin/env python3
"""A store of an earlier schema with a row of every kind, as SQL: make_store.py VERSION > store_vN.sql

Made once, by the schema files of that version, when the next one comes; kept as it was from then on
(see test_store_versions). store_v1.sql is from before this script, and its rows are in all others.
"""
import pathlib
import sqlite3
import sys

HERE = pathlib.Path(__file__).parent
SCHEMA = HERE / "../../dashboard/history/schema"
SLOT0 = 1789999200 // 900  # 2026-09-21T14:00:00Z


def sums(start, slots, local):
    """A row of hour or day: `slots` of those below."""
    whole = [900 * slots, 0, 900 * slots, 0] + [
        v * slots for v in (3600, 100, 7200, 900, 1800, 300, 850, 50, 0, 0, 2700, 2600, 2500, 3000, 2, 1)]
    return [1, start, *whole, *[None] * 16, 5, 60, 1, local]


def rows(version):
    """(table, values), in an order that keeps references whole."""
    old = sqlite3.connect(":memory:")
    old.executescript((HERE / "store_v1.sql").read_text())
    for table in ("agent", "sensor", "boot", "stream", "part", "fault", "event", "loss", "description"):
        for row in old.execute(f"SELECT * FROM {table}"):
            yield table, row
    for sensor, *rest in old.execute("SELECT * FROM anchor"):
        yield "anchor", [sensor, *(["house"] if version >= 6 else []), *rest]
    if version >= 2:
        yield "fact", [1, "closed", None, None, None, 1789900000000, 1789990000000, None, "Fermé", "ana", 5]
        yield "fact", [2, "correction", "house", None, None, 1789999200000, 1790085600000, 2, None, "ana", 6]
        yield "retraction", [1, "another day", "ana", 7]
        yield "school_holiday", ["B", 20745, 20761, "Toussaint"]
    if version >= 3:
        yield "slot_zone", [1, "house"]
        yield "revision", [1, 1, 0, 1, 2, 4, 8, 20]
        for i in range(4):
            flagged = version >= 6 and i == 3
            yield "slot", [1, SLOT0 + i, None if flagged else 1, 100, 900, 1800, 300, 850, 50, 0, 0, 2700, 2600,
                           2500, 3000, 2, 1, 5, 60, 1]
        if version >= 6:
            yield "slot_part", [1, SLOT0 + 3, 900, 1, 900, 0, 3600, 7200, 3600, 100, 7200, 900, 1800, 300, 850,
                                50, 0, 0, 2700, 2600, 2500, 3000, 2, 1]
        for table, local in (("hour", 2026092116), ("day", 20260921)):
            row = sums(SLOT0 * 900, 4, local)
            row[3] = int(version >= 6)
            yield table, row
        yield "settled", [1, (SLOT0 + 4) * 900000, (SLOT0 + 4) * 900000]
        yield "settled_stream", [1, 3]
        yield "settled_boot", [1, 1784996997003]
        yield "settled_description", [1, 1780000000000]
        yield "settled_state", [20717, 1789948800000, b"agent 1 1 0 1789948000000\n"]
        yield "too_late", [20700, 3]
    if version >= 4:
        yield "settled_fact", [1, 1]
        yield "settled_fact", [2, 0]
    if version >= 5:
        yield "issued_report", [1, "2026-09", "", "json", "fr", "0.1", "00", "11", 1790000000000, "house visits good 8"]
    if version >= 6:
        yield "slot_offset", [2, 1, (SLOT0 + 3) * 900, (SLOT0 + 4) * 900, 0, 2]
        yield "longest_backlog", [1, 3 * 86400000, 1790000000000]
        yield "slot_before", [1, SLOT0 + 3, " ".join(["900", "900", "0", "5", str((SLOT0 + 3) * 900 + 60), "1", "0"] + [
            "3600", "100", "7200", "900", "1800", "300", "850", "50", "0", "0", "900", "2600", "700", "1200", "2", "1"] * 2)]

    if version >= 7:
        yield "person", [1, "ana", "organiser", "$y$not-a-hash", None, 0, 1790000000000, None]
        yield "session", ["00" * 32, 1, 1790000000000, 1790000001000]
        yield "access_key", [1, "11" * 32, "members", "poster", 1790000000000, 1890000000000, None]
        yield "audit", [1, 1790000000000, "ana", "fact added", "1"]
    if version >= 8:
        yield "objection", [1, "house", "closed", 1790000000000, None, None, None]
        yield "objection", [2, "house", "people", 1790000000000, "confirmed", 1790000001000, "ana"]


def main():
    version = int(sys.argv[1])
    store = sqlite3.connect(":memory:")
    for number in range(1, version + 1):
        store.executescript((SCHEMA / f"{number:04}.sql").read_text())
    for table, values in rows(version):
        store.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)
    store.commit()
    print(f"-- A store of version {version} with a row of every kind, kept as it was. Never to be edited.")
    print(f"PRAGMA application_id = 1281453424;\nPRAGMA user_version = {version};\nPRAGMA foreign_keys=OFF;")
    print("\n".join(store.iterdump()))


main()
