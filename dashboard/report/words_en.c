#include "dashboard/report/words.h"

const struct report_words report_words_en = {
    .sheets = {"Figures", "Days", "Hours", "Gaps", "Events", "Corrections", "Declared",
               "Definitions"},
    .indicators =
        {[INDICATOR_VISITS] = {"Visits", "Passages in at the counted line; passages, never persons "
                                         "(staff count too)"},
         [INDICATOR_OPEN_DAYS] = {"Days open", "Days with opening hours"},
         [INDICATOR_OPEN_HOURS] = {"Hours open", "Time open"},
         [INDICATOR_PRESENCE_DAYS] = {"Days with presence", "Days on which somebody was there"},
         [INDICATOR_PERSON_HOURS] = {"Person-hours", "People present × time"},
         [INDICATOR_SEATS_OFFERED] = {"Seat-hours offered", "Seats in service × time open"},
         [INDICATOR_SEATS_USED] = {"Seat-hours used", "Time a seat is taken, while open"},
         [INDICATOR_SEATS_OUTSIDE] = {"Seat-hours used while closed",
                                      "Time a seat is taken, while closed"},
         [INDICATOR_UTILISATION] = {"Measured utilisation",
                                    "Used ÷ offered, of known time; not the share of desks sold"},
         [INDICATOR_FREQUENCY] = {"Frequency of use", "Time in use ÷ time open"},
         [INDICATOR_OCCUPANCY] = {"Occupancy when used", "Utilisation ÷ frequency"},
         [INDICATOR_PEAK] = {"Peak presence", "Most people at once"},
         [INDICATOR_FULL] = {"Time at 80 % or more", "Share of open time at or above 80 %"},
         [INDICATOR_MEAN_STAY] = {"Mean stay (h)", "Person-hours ÷ visits (Little’s law)"},
         [INDICATOR_COVERAGE] = {"Sensor coverage", "Known ÷ expected sensor time, while open"}},
    .declared_key = "indicator",
    .declared_value = "value",
    .declared_label = "label",
    .declared_basis = "basis",
    .declared_by_hand = "declared, to fill in by hand; not measured",
    .declared_rows = {"Members", "Volunteers", "Employees (FTE)", "Unique persons", "Events held",
                      "Volunteer hours"},
    .too_many_hours =
        "Too many hours for a spreadsheet: take csv or datapackage, or a shorter period",
    .indicator = "indicator",
    .label = "label",
    .definition = "definition",
    .period = "Period",
    .version = "Version of Lampion",
    .revision = "Hash of the data (SHA-256)",
    .rule = "Small-number rule: a cell of 1 to (minimum - 1) people is empty, and with it those "
            "that would tell it. Minimum",
    .method = "An empty cell is not known, or not given; it is never a zero.",
};

const struct report_words *report_words(enum language language)
{
    return language == LANGUAGE_FR ? &report_words_fr : &report_words_en;
}
