/* English. */
#include "dashboard/report/paper_words.h"

#define NBSP "\u00a0"

const struct paper_words paper_words_en = {
    .decimal = ".",
    .measures = {[UNIT_COUNT] = "",
                 [UNIT_DAYS] = "",
                 [UNIT_HOURS] = NBSP "h",
                 [UNIT_SEAT_HOURS] = NBSP "h",
                 [UNIT_PERCENT] = "%",
                 [UNIT_PEOPLE] = ""},
    .units = {"passages", "days", "hours", "seat-hours", "%", "people"},
    .words =
        {
            [WORD_KIND] = "Report on use",
            [WORD_CONTENTS] = "Contents",
            [WORD_ABOUT] = "About this report",
            [WORD_FOR] = "For whom",
            [WORD_FOR_TEXT] =
                "The team, the members, and those who fund the place: figures that anybody "
                "can check, with what was not observed.",
            [WORD_PERIOD] = "Period",
            [WORD_PLACE] = "Place",
            [WORD_ADDRESS] = "Address",
            [WORD_TIMEZONE] = "Time zone",
            [WORD_HOURS] = "Opening hours",
            [WORD_HOURS_UNSAID] = "not said",
            [WORD_UNTIL] = "Data until",
            [WORD_UNTIL_NOT_OVER] = "{a}. The period was not over then.",
            [WORD_COMPARED] = "Compared with",
            [WORD_OBSERVED] = "Sensors heard while open",
            [WORD_OBSERVED_BETWEEN] = "{a} to {b} of the time, by space",
            [WORD_OBSERVED_ALL] = "{a} of the time",
            [WORD_PROGRAM] = "Made by",
            [WORD_REVISION] = "Hash of the data (SHA-256)",
            [WORD_CONFIG] = "Hash of the settings (SHA-256)",
            [WORD_EMPTY_PLACE] = "In this period nothing was measured here. The figures below "
                                 "are not zero: they are unknown.",
            [WORD_LEAD_VISITS] = "{a}: {b}" NBSP "visits",
            [WORD_LEAD_SEATS] = "{a}: {b} of the seats taken on average while open",
            [WORD_LEAD_ROOM] = "{a}: in use for {b} of the opening time",
            [WORD_LEAD_FLAGGED] = "of {a} of the time only, the rest was not observed",
            [WORD_LEAD_NONE] = "{a}: no figure, too little was observed",
            [WORD_FROM_TO] = "{a} to {b}",
            [WORD_DAYS_ONE] = "{a}" NBSP "day",
            [WORD_DAYS_MANY] = "{a}" NBSP "days",
            [WORD_WEEK] = "Week {a} of {b}",
            [WORD_QUARTER] = "{a} quarter of {b}",
            [WORD_YEAR] = "Year {a}",
            [WORD_SCHOOL_YEAR] = "School year {a}–{b}",
            [WORD_FIGURES] = "Key figures",
            [WORD_FIGURE] = "Figure",
            [WORD_VALUE] = "Value",
            [WORD_BASIS] = "Basis",
            [WORD_COVERAGE] = "Observed",
            [WORD_INTERVAL] = "Truth within",
            [WORD_AGAINST] = "Against: {a}",
            [WORD_MEASURED] = "measured",
            [WORD_TALLIED] = "tallied",
            [WORD_DECLARED] = "declared",
            [WORD_IMPORTED] = "imported",
            [WORD_WITHHELD] = "withheld",
            [WORD_FLAGGED] = "with care",
            [WORD_NO_INTERVAL] = "–",
            [WORD_BETWEEN] = "{a} to {b}",
            [WORD_UP] = "up {a}",
            [WORD_DOWN] = "down {a}",
            [WORD_SAME] = "the same",
            [WORD_INCOMPARABLE] = "not comparable",
            [WORD_POINTS] = "{a}" NBSP "points",
            [WORD_BEFORE] = "was {a}",
            [WORD_COMPARED_HOW] =
                "Compared on equal weekdays that were well observed in both: {a} of "
                "this period, {b} of the earlier one. The figures compared are "
                "those of these days.",
            [WORD_COMPARED_NOTHING] = "No comparison: too few days that lie opposite each other "
                                      "were well observed in both.",
            [WORD_NOTHING_MEASURED] =
                "Nothing was measured here in this period: no figure, rather than a zero.",
            [WORD_FIGURES_GUIDE] =
                "Each figure rests on the time that was observed; the column “Observed” says how "
                "much that was. Below {a} it carries the mark △ and the words “with care”; below "
                "{b} it is withheld (✕), as it would mislead. None is ever filled in.",
            [WORD_CHARTS] = "Day by day, and the usual week",
            [WORD_CHART_VISITS] = "{a}: visits, {b}",
            [WORD_CHART_SEATS] = "{a}: share of seats taken while open, {b}",
            [WORD_CHART_ROOM] = "{a}: share of opening time in use, {b}",
            [WORD_CHART_DAILY] = "by day",
            [WORD_CHART_WEEKLY] = "by week",
            [WORD_CHART_MONTHLY] = "by month",
            [WORD_CHART_ABOUT] =
                "One bar for each; the same values stand in the table that follows.",
            [WORD_CHART_DAY] = "Day",
            [WORD_CHART_WEEK] = "Week from",
            [WORD_CHART_MONTH] = "Month",
            [WORD_CHART_HOUR] = "Hour",
            [WORD_CHART_NOTE] = "Note",
            [WORD_CHART_NONE] =
                "{a}: no chart of the days, as nothing was observed in this period.",
            [WORD_NOT_OBSERVED] = "not observed",
            [WORD_PARTLY] = "observed in part",
            [WORD_PARTLY_OF] = "{a} observed",
            [WORD_LEFT_OUT_ONE] = "without {a} day withheld",
            [WORD_LEFT_OUT_MANY] = "without {a} days withheld",
            [WORD_CLOSED] = "closed",
            [WORD_WEEK_CHART] = "{a}: the usual week, in %",
            [WORD_WEEK_ABOUT] = "The darker, the busier; the number in each cell is the mean use "
                                "in per cent of that hour while open and observed.",
            [WORD_WEEK_BUSY] = "Busiest: {a} ({b}).",
            [WORD_WEEK_CALM] = "Calmest: {a} ({b}).",
            [WORD_WEEK_NONE] = "{a}: no usual week, as too little was observed while open.",
            [WORD_WEEK_WITHHELD] =
                "{a}: no usual week and no hours of the day. Too few people come here, or nobody "
                "counts them: its hours are withheld.",
            [WORD_PART_0] = "before noon",
            [WORD_PART_1] = "midday (12–14)",
            [WORD_PART_2] = "afternoon (14–18)",
            [WORD_PART_3] = "evening (from 18)",
            [WORD_HOURS_CHART] = "{a}: hours of the day",
            [WORD_HOURS_ABOUT] = "Mean use of each hour over all days, while open and observed.",
            [WORD_ZONES] = "The spaces compared",
            [WORD_ZONES_CHART] = "Use of each space while open",
            [WORD_ZONES_ABOUT] = "One lying bar for each space.",
            [WORD_ZONES_ONE] = "This place has a single space: nothing to compare.",
            [WORD_ZONE] = "Space",
            [WORD_USE] = "Use",
            [WORD_GAPS] = "What was not observed",
            [WORD_GAPS_MORE] = "Stretches in which a fifth or more of the sensors of a space were "
                               "silent. They are in no figure, neither as zero nor as an estimate.",
            [WORD_GAPS_NONE] = "{a}: observed without a gap.",
            [WORD_GAPS_SHORT_ONE] = "And {a} gap shorter than an hour, {b} together.",
            [WORD_GAPS_SHORT_MANY] = "And {a} gaps shorter than an hour, {b} together.",
            [WORD_FROM] = "From",
            [WORD_TO] = "To",
            [WORD_LENGTH] = "Length",
            [WORD_KNOWN] = "Known all the same",
            [WORD_OPEN_THEN] = "While open",
            [WORD_YES] = "yes",
            [WORD_NO] = "no",
            [WORD_FACTS] = "What people noted",
            [WORD_CORRECTIONS] = "Corrections of the count",
            [WORD_CORRECTIONS_NONE] = "No correction of the count in this period.",
            [WORD_RETRACTED] = "retracted",
            [WORD_OPENINGS] = "Closures and special openings",
            [WORD_OPENINGS_NONE] = "No closure and no special opening was noted.",
            [WORD_OPENING] = "special opening",
            [WORD_EVENTS] = "Events",
            [WORD_EVENTS_NONE] = "No event was noted.",
            [WORD_COUNTS] = "Counts made by a person",
            [WORD_NOTES] = "Notes",
            [WORD_WHAT] = "What",
            [WORD_WHOLE_PLACE] = "the whole place",
            [WORD_PEOPLE] = "People",
            [WORD_VISITS] = "Visits meanwhile (measured)",
            [WORD_ANNOUNCED] = "People (declared)",
            [WORD_NO_END] = "no end noted",
            [WORD_DECLARED_TITLE] = "Declared figures",
            [WORD_DECLARED_MORE] =
                "No sensor knows these. What follows is declared by people, not measured; the "
                "empty rows are to be filled in by hand.",
            [WORD_METHOD] = "How it is measured",
            [WORD_METHOD_SEATS] = "Seats",
            [WORD_METHOD_SEATS_TEXT] =
                "A sensor under each shared seat says whether it is taken. A seat left a moment "
                "ago is kept as “held” for a while ({a}) before it counts as free. Seats that "
                "belong to somebody are never shown and are in no export. Figures are made for "
                "whole spaces, never for one seat.",
            [WORD_METHOD_ROOMS] = "Rooms",
            [WORD_METHOD_ROOMS_TEXT] =
                "Motion and presence sensors, and where there is one the contact of the door, say "
                "whether a room is in use. They cannot say by how many. A room where nothing "
                "moves is held to be in use for some minutes still, as people who read sit still.",
            [WORD_METHOD_DOORS] = "Doors and halls",
            [WORD_METHOD_DOORS_TEXT] =
                "Two light beams in a doorway, or a person with a counter in hand, say that "
                "somebody passed and which way. Who is there now is the sum of those who came in "
                "less those who went out. Such a sum drifts: it is drawn back to zero when all "
                "has been quiet overnight, and organisers correct it when they count.",
            [WORD_METHOD_VISIT] = "What a visit is",
            [WORD_METHOD_VISIT_TEXT] =
                "A visit is a passage in at the counted line, never a person. Who goes out for a "
                "coffee and comes back is two visits; staff and deliveries are in it, too. How "
                "many different people came cannot be known from this, and is not claimed.",
            [WORD_METHOD_SOURCES] = "Sensors without loss protection",
            [WORD_METHOD_SOURCES_TEXT] =
                "Some zones rest on sensors of other makes, heard over the radio or the network, "
                "which keep nothing. What they said while the collector was not listening is lost; "
                "that time, and any in which they were silent for too long, is unknown and lowers "
                "the coverage.",
            [WORD_METHOD_UNKNOWN] = "What unknown means",
            [WORD_METHOD_UNKNOWN_TEXT] =
                "A sensor that is silent, faulty or covered makes its part of the place unknown "
                "for as long as it lasts. Unknown is neither free nor empty: this time is taken "
                "out of the figures on both sides of the fraction, and told beside them.",
            [WORD_METHOD_ERROR] = "Counting error",
            [WORD_METHOD_ERROR_TEXT] =
                "Test walks and counts by people have shown that of 100 who came in, between {a} "
                "and {b} were missed. The interval of the visits follows from this; the value "
                "itself is as counted, without any factor.",
            [WORD_METHOD_ERROR_NONE] =
                "The counting error of the doors is not known: no test walk has been recorded. "
                "Visits therefore have no interval. Other intervals only span what was unknown.",
            [WORD_METHOD_COMPARED] = "Comparison",
            [WORD_METHOD_COMPARED_TEXT] =
                "Two periods are compared on equal weekdays: a month with five Saturdays is not "
                "busier for that alone. Only days that were well observed in both count: periods "
                "of "
                "about the same length are laid over each other, weekday on weekday; of a longer "
                "one each weekday weighs as much as it does in this one, and less than half of it "
                "is not enough.",
            [WORD_METHOD_NOT] = "What is not measured",
            [WORD_METHOD_NOT_TEXT] =
                "No camera, no microphone, no badge, no phone. No name, no profile, no way of one "
                "person through the place.",
            [WORD_METHOD_NAMES] = "Names",
            [WORD_METHOD_NAMES_TEXT] =
                "Who noted a fact or corrected a count is not named here: this report goes to "
                "strangers. The register of the place keeps the author of each entry.",
            [WORD_DEFINITIONS] = "Definitions",
            [WORD_DEFINITIONS_MORE] =
                "The names in small type are those of the tables and files that go with this "
                "report.",
            [WORD_FORMULA] = "Formula",
            [WORD_UNIT] = "Unit",
            [WORD_PRIVACY] = "Privacy",
            [WORD_PRIVACY_TEXT] =
                "Nothing here is finer than a space and an hour. There is no history of a seat, no "
                "list of arrivals, no ranking.",
            [WORD_PRIVACY_RULE] =
                "Small numbers are withheld: a cell of fewer than {a} is not told, and where it "
                "could be found by subtraction another one is withheld with it.",
            [WORD_PRIVACY_NO_RULE] = "No rule for small numbers is set for this place.",
            [WORD_PRIVACY_CELLS_ONE] = "In this report {a} cell is withheld for that.",
            [WORD_PRIVACY_CELLS_MANY] = "In this report {a} cells are withheld for that.",
            [WORD_PRIVACY_SEATS] =
                "They are dotted in the charts and called “withheld” in the tables.",
            [WORD_SETTINGS] = "Settings that are not as they come",
            [WORD_SETTINGS_MORE] = "Every setting that differs from the standard one: of the place "
                                   "and, where the report was made with "
                                   "lampion.yaml, of the installation.",
            [WORD_SETTINGS_NONE] = "All settings are as they come.",
            [WORD_SETTING] = "Setting",
            [WORD_NONE] = "none",
            [WORD_SET] = "set",
            [WORD_STANDARD] = "As it comes",
            [WORD_REPRODUCE] = "Make it again",
            [WORD_REPRODUCE_TEXT] =
                "The same data, period, language and version give the same file, byte for byte. "
                "On the machine of the place:",
        },
};
