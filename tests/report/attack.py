#!/usr/bin/env python3
"""Attacks written exports of a simulated place by subtraction, as who has them all could.

Periods that overlap, hours against days, days against sums of periods, opening hours against the
whole day, halls against their zones, this period against what an earlier one is compared with:
each cell that is told is a line of a linear system over what is not (people in a zone, an hour, and
open or not). A withheld cell is found where the lines leave it one value only, whatever its size.
Also: the same cell must be told or withheld in every file; no peak of a few people; no column of a
seat; the formats say the same.

The same attack must find cells when complementary suppression is switched off.
LAMPION_SEED=N: another place."""
import os, random, sys
from exports import Place, grid, load, rows, sheet, table

PERIODS = ["2026-03", "2026-W11", "2026-W12", "2026-W13", "2026-03-09..2026-03-20",
           "2026-03-11..2026-03-22", "2026-03-12", "2026-03-13", "2026-03-10..2026-03-12"]
FIRST, LAST = "2026-03-09", "2026-03-22"  # the days that are attacked
MINIMUM = 3
PRIME = (1 << 61) - 1
# column of hours: (of days while open, of days in all), indicators as (name, while open or in all)
MEASURES = {
    "person_h": ("person_open_h", "person_h", (("person_hours", "all"),)),
    "people_in": (None, "people_in", (("visits", "all"),)),
    "people_out": (None, "people_out", ()),
    "seat_h_used": ("seat_h_used", None, (("seat_hours_used", "open"),
                                          ("seat_hours_used_outside", "closed"))),
    "in_use_h": ("in_use_h", None, ()),
}
PASSAGES = ("people_in", "people_out")
HALL, ZONES = "house", ("desks", "lab", "nook", "annex")


class System:
    """Lines {variable: factor} that are told; eliminated as they come, modulo a prime."""

    def __init__(self):
        self.lines = {}

    def reduce(self, line):
        line = dict(line)
        while True:
            known = next((name for name in sorted(line) if name in self.lines), None)
            if known is None:
                return line
            factor = line[known]
            for name, value in self.lines[known].items():
                rest = (line.get(name, 0) - factor * value) % PRIME
                if rest:
                    line[name] = rest
                else:
                    line.pop(name, None)

    def tell(self, line):
        line = self.reduce(line)
        if not line:
            return
        pivot = min(line)
        inverse = pow(line[pivot], PRIME - 2, PRIME)
        self.lines[pivot] = {name: value * inverse % PRIME for name, value in line.items()}

    def knows(self, line):
        return not self.reduce(line)


def parts(row):
    """Variables of an hour: what was there while open, and while closed."""
    name = (row["zone"], row["start"])
    open_h, length = float(row["open_h"]), float(row["length_h"])
    return ([name + ("open",)] if open_h > 0 else []) + ([name + ("closed",)]
                                                         if open_h < length else [])


def files_of(place, how):
    told = {}
    for period in PERIODS:
        folder = place.export(period, "csv", "csv-" + how + period, how)
        told[period] = {name: rows(os.path.join(folder, name + ".csv"))
                        for name in ("figures", "days", "hours")}
    return told


def check_formats(place, how, told):
    """CSV, JSON, Data Package and the key figures of XLSX: one and the same."""
    period = PERIODS[4]
    document = load(place.export(period, "json", "r.json", how))
    package = place.export(period, "datapackage", "package", how)
    for name in ("figures", "days", "hours"):
        assert rows(os.path.join(package, name + ".csv")) == told[period][name]
        for row, mine in zip(table(document, name), told[period][name]):
            for column, value in row.items():
                other = mine[column]
                assert (value is None) == (other == ""), (name, column, value, other)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    assert abs(float(other) - value) < 1e-6, (name, column)
    cells = grid(sheet(place.export(period, "xlsx", "r.xlsx", how), 1))
    for row, mine in zip(table(document, "figures"), cells[1:]):
        value = mine.get(2)
        assert (row["value"] is None) == (value is None), (row, value)
        assert value is None or abs(value - row["value"]) < 1e-5 * (1 + abs(value)), (row, value)


def same_everywhere(told, name, key):
    """What is withheld in one file is withheld in all."""
    seen, wrong = {}, []
    for period, tables in told.items():
        for row in tables[name]:
            mine = seen.setdefault(key(row), (period, row))
            if mine[1] != row:
                wrong.append("%s %s: another in %s than in %s" % (name, key(row), period, mine[0]))
    return {cell: row for cell, (_, row) in seen.items()}, wrong


def day_of(hour):
    return hour["zone"], hour["local"][:10]


def is_small(row):
    """An hour of a few people, of the truth."""
    return any(0 < float(row[name] or 0) < MINIMUM
               for name in ("peak_present", "people_in", "people_out"))


def sums_of_days(hours, days, how, small=None):
    """What the day's columns are sums of: {(zone, date, column): variables}. What is withheld
    outside opening is in no sum: whoever read the rule knows that. Of passages (`small`) only what
    is of a few people; who attacks does not know which those are, and is given it."""
    sums = {}
    for row in hours.values():
        opened = float(days[day_of(row)]["open_h"] or 0) > 0
        for variable in parts(row):
            if how == "whole" and row["state"] == "withheld" and opened and \
                    variable[2] == "closed" and (small is None or variable[:2] in small):
                continue
            for kind in (variable[2], "all"):
                sums.setdefault(day_of(row) + (kind,), []).append(variable)
    return sums


def tell_all(system, told, hours, days, measure, how, small):
    in_open, in_all, indicators = MEASURES[measure]
    sums = sums_of_days(hours, days, how, small if measure in PASSAGES else None)
    for row in hours.values():
        if row[measure] != "":
            system.tell({name: 1 for name in parts(row)})
    for (zone, date), row in days.items():
        for column, kind in ((in_open, "open"), (in_all, "all")):
            if column and row[column] != "" and (zone, date, kind) in sums:
                system.tell({name: 1 for name in sums[zone, date, kind]})
        if measure == "seat_h_used" and row["seat_h_used_outside"] != "":
            system.tell({name: 1 for name in sums.get((zone, date, "closed"), [])})
    # A sum over a period is of the days that this file gives.
    for tables in told.values():
        for row in tables["figures"]:
            for name, kind in indicators:
                if row["indicator"] == name and row["value"] != "":
                    line = {}
                    for day in tables["days"]:
                        if day["zone"] == row["zone"] and day["state"] == "given":
                            for variable in sums.get((day["zone"], day["date"], kind), []):
                                line[variable] = 1
                    system.tell(line)
    if measure == "person_h":  # who is in the hall is in one of its zones, where all are counted
        for zone, start in hours:
            if zone != HALL:
                continue
            mine = [hours.get((name, start)) for name in ZONES]
            if all(row and (row["counted_h"] == row["length_h"] or row["state"] == "withheld")
                   for row in mine):
                for variable in parts(hours[HALL, start]):
                    line = {variable: 1}
                    for name in ZONES:
                        line[name, start, variable[2]] = PRIME - 1
                    system.tell(line)
    return sums


def find(told, measure, how, small):
    """Withheld hours and days that the files tell all the same."""
    hours, _ = same_everywhere(told, "hours", lambda row: (row["zone"], row["start"]))
    days, _ = same_everywhere(told, "days", lambda row: (row["zone"], row["date"]))
    hours = {name: row for name, row in hours.items() if FIRST <= row["local"][:10] <= LAST}
    days = {name: row for name, row in days.items() if FIRST <= row["date"] <= LAST}
    told = {period: tables for period, tables in told.items()
            if all(FIRST <= row["date"] <= LAST for row in tables["days"])}
    system, found, withheld = System(), [], 0
    sums = tell_all(system, told, hours, days, measure, how, small)
    # Zones without a counted line have no passages, those without seats no seat-hours.
    exist = {name for row in list(hours.values()) if row[measure] != "" for name in [row["zone"]]}
    exist |= {zone for (zone, _), row in days.items() if row.get(MEASURES[measure][0] or
                                                                 MEASURES[measure][1]) != ""}
    for name, row in hours.items():
        if row["state"] == "withheld" and row["zone"] in exist:
            withheld += 1
            for variable in parts(row):
                if measure in PASSAGES and variable[:2] not in small:
                    continue  # none, or enough
                if system.knows({variable: 1}):
                    found.append(("hour", measure) + name)
    for name, row in days.items():
        if row["state"] == "withheld" and row["zone"] in exist:
            withheld += 1
            for kind in ("all", "open", "closed"):
                variables = sums.get(name + (kind,), [])
                if variables and system.knows({variable: 1 for variable in variables}):
                    found.append(("day", measure, kind) + name)
    return found, withheld


def check_lines(told, truth):
    """The attack must not rest on lines that are wrong: each sum of a day that is told is that of
    the hours which the rule says, as they truly were."""
    wrong = []
    hours, _ = same_everywhere(told, "hours", lambda row: (row["zone"], row["start"]))
    days, _ = same_everywhere(told, "days", lambda row: (row["zone"], row["date"]))
    true = {(row["zone"], row["start"]): row for row in truth}
    small = {name for name, row in true.items() if is_small(row)}
    for measure, (in_open, in_all, _) in MEASURES.items():
        sums = sums_of_days(hours, days, "whole", small if measure in PASSAGES else None)
        for name, row in days.items():
            for column, kind in ((in_open, "open"), (in_all, "all")):
                if column and row["state"] == "given" and row[column] != "":
                    is_sum = sum(float(true[one[:2]][measure] or 0)
                                 for one in sums.get(name + (kind,), []))
                    if abs(is_sum - float(row[column])) > 1e-5:
                        wrong.append("%s %s is %s, its hours %g" % (name, column, row[column],
                                                                    is_sum))
    return wrong


def check_small(told):
    """No cell of a few people, no peak of a few, no seat."""
    wrong = []
    for period, tables in told.items():
        for row in tables["hours"] + tables["days"]:
            for column in ("people_in", "people_out", "peak_present"):
                if row[column] != "" and 0 < float(row[column]) < MINIMUM:
                    wrong.append((period, row["zone"], row.get("start", row.get("date")), column,
                                  row[column]))
        for row in tables["figures"]:
            if row["indicator"] in ("visits", "peak_present") and row["value"] != "" and \
                    0 < float(row["value"]) < MINIMUM:
                wrong.append((period, row["zone"], row["indicator"], row["value"]))
        for name in tables:
            for column in tables[name][0] if tables[name] else ():
                if "seat" in column and not column.startswith("seat_h"):
                    wrong.append((period, name, column))
    return wrong


def attack(place, how, small):
    told = files_of(place, how)
    wrong = check_small(told)
    for name, key in (("hours", lambda row: (row["zone"], row["start"])),
                      ("days", lambda row: (row["zone"], row["date"]))):
        wrong += same_everywhere(told, name, key)[1]
    found, withheld = [], 0
    for measure in MEASURES:
        more, count = find(told, measure, how, small)
        found += more
        withheld += count
    check_formats(place, how, told)
    return wrong, found, withheld


LATE = ("2026-03-11", "2026-03-12")


def attack_late(seed):
    """Who has the report from before a board came back, and the one from after: the limit that
    suppress.h states. What the difference tells is hours of the seats that were late, in their own
    zone; no cell that one report withholds is given by the other, and no other zone or day moves."""
    told, wrong, seats = [], [], 0
    for late in (True, False):
        with Place(seed, MINIMUM, late) as place:
            folder = place.export("2026-03", "csv", "late", "whole")
            told.append({name: {(row["zone"], row.get("start", row.get("date"))): row
                                for row in rows(os.path.join(folder, name + ".csv"))}
                         for name in ("days", "hours")})
    for name in ("days", "hours"):
        for cell, after in told[1][name].items():
            before, day = told[0][name][cell], after.get("local", after.get("date"))[:10]
            if before == after:
                continue
            if cell[0] != "desks" or day not in LATE:
                wrong.append("%s %s moved" % (name, cell))
            elif before["state"] != after["state"]:
                wrong.append("%s %s: %s, then %s" % (name, cell, before["state"], after["state"]))
            elif after["state"] == "given" and name == "hours":
                seats += float(after["seat_h_used"]) - float(before["seat_h_used"]) == 1
    return wrong, seats


def main():
    seed = int(os.environ.get("LAMPION_SEED") or random.randrange(1, 1 << 30))
    print("seed", seed)
    with Place(seed, MINIMUM) as place, Place(seed, 1) as bare:
        truth = rows(os.path.join(bare.export("2026-03", "csv", "truth", "whole"), "hours.csv"))
        small = {(row["zone"], row["start"]) for row in truth if is_small(row)}
        wrong, found, withheld = attack(place, "whole", small)
        wrong += check_lines({"2026-03": files_of(place, "again")["2026-03"]}, truth)
        print("%d withheld cells, %d found" % (withheld, len(found)))
        print(*wrong[:10], *found[:20], sep="\n")
        late, seats = attack_late(seed)
        wrong += late
        print("a board that comes late: two reports tell %d hours of its seat" % seats)
        print(*late[:10], sep="\n")
        _, open_to_all, _ = attack(place, "naive", small)
        print("without complementary suppression: %d found" % len(open_to_all))
    if withheld < 100 or not open_to_all:
        print("the attack shows nothing")
        return 1
    return 1 if wrong or found else 0


sys.exit(main())
