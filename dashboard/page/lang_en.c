/* English. */
#include "dashboard/page/lang_tables.h"

#define NBSP "\u00a0"

static const struct lang_fault faults[] = {
    {"warm-up", "it is warming up"},
    {"obstructed", "something stays in front of it"},
    {"noisy", "it keeps wavering"},
    {"stuck", "it does not move any more"},
    {"flutter", "it changes far too often"},
    {"restless", "its contact never stands still"},
    {"held", "a button is held down"},
    {"unplugged", "its board does not see it: a plug is out"},
    {"chattering", "a line of it chatters"},
    {"frozen", "its changes do not arrive in time"},
    {NULL, NULL},
};

const struct lang_table lang_en = {
    .code = "en",
    .name = "English",
    .thousands = ",",
    .zero_is_one = false,
    .months = {"January", "February", "March", "April", "May", "June", "July", "August",
               "September", "October", "November", "December"},
    .weekdays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    .faults = faults,
    .texts =
        {
            [TEXT_FREE_NONE] = "None of" NBSP "{b} seats free",
            [TEXT_FREE_ONE] = "{a}" NBSP "of" NBSP "{b} seats free",
            [TEXT_FREE_MANY] = "{a}" NBSP "of" NBSP "{b} seats free",
            [TEXT_LEAST_ONE] = "At least {a}" NBSP "of" NBSP "{b} seats free",
            [TEXT_LEAST_MANY] = "At least {a}" NBSP "of" NBSP "{b} seats free",
            [TEXT_NONE_KNOWN] = "No seat of" NBSP "{b} known to be free",
            [TEXT_ALL_UNKNOWN] = "Free seats: unknown for now",
            [TEXT_NOTHING_KNOWN] = "Unknown for now",
            [TEXT_CLOSED] = "Closed",
            [TEXT_CLOSED_TODAY] = "Closed until {a}",
            [TEXT_CLOSED_LATER] = "Closed until {a}",
            [TEXT_OPEN] = "Open",
            [TEXT_OPEN_TODAY] = "Open until {a}",
            [TEXT_OPEN_LATER] = "Open until {a}",
            [TEXT_OPEN_UNKNOWN] = "Not known whether open",
            [TEXT_FREE_SEATS_ONE] = "{a}" NBSP "free",
            [TEXT_FREE_SEATS_MANY] = "{a}" NBSP "free",
            [TEXT_HELD_ONE] = "{a}" NBSP "held",
            [TEXT_HELD_MANY] = "{a}" NBSP "held",
            [TEXT_TAKEN_ONE] = "{a}" NBSP "taken",
            [TEXT_TAKEN_MANY] = "{a}" NBSP "taken",
            [TEXT_UNKNOWN_ONE] = "{a}" NBSP "unknown",
            [TEXT_UNKNOWN_MANY] = "{a}" NBSP "unknown",
            [TEXT_SEATS_HELD_ONE] = "{a}" NBSP "seat held",
            [TEXT_SEATS_HELD_MANY] = "{a}" NBSP "seats held",
            [TEXT_SEATS_UNKNOWN_ONE] = "{a}" NBSP "seat unknown",
            [TEXT_SEATS_UNKNOWN_MANY] = "{a}" NBSP "seats unknown",
            [TEXT_SEATS_STATE] = "Unknown",
            [TEXT_SEATS_FREE] = "Seats free",
            [TEXT_SEATS_BUSY] = "Nearly full",
            [TEXT_SEATS_FULL] = "Full",
            [TEXT_ROOM_STATE] = "Unknown",
            [TEXT_ROOM_FREE] = "Free",
            [TEXT_ROOM_BUSY] = "In use",
            [TEXT_ROOM_FULL] = "Full",
            [TEXT_HALL_STATE] = "Unknown",
            [TEXT_HALL_FREE] = "Room to spare",
            [TEXT_HALL_BUSY] = "Nearly full",
            [TEXT_HALL_FULL] = "Full",
            [TEXT_ZONE_CLOSED] = "Closed",
            [TEXT_SINCE] = "since {a}",
            [TEXT_PEOPLE_ONE] = "{a}" NBSP "person present",
            [TEXT_PEOPLE_MANY] = "{a}" NBSP "people present",
            [TEXT_PEOPLE_ABOUT_ONE] = "About {a}" NBSP "person present",
            [TEXT_PEOPLE_ABOUT_MANY] = "About {a}" NBSP "people present",
            [TEXT_PEOPLE_BETWEEN] = "Between {a} and {b}" NBSP "people present",
            [TEXT_PEOPLE_INTERVAL] = " (between {a} and {b})",
            [TEXT_PEOPLE_LEAST_ONE] = "At least {a}" NBSP "person present",
            [TEXT_PEOPLE_LEAST_MANY] = "At least {a}" NBSP "people present",
            [TEXT_PEOPLE_MOST_ONE] = "At most {a}" NBSP "person present",
            [TEXT_PEOPLE_MOST_MANY] = "At most {a}" NBSP "people present",
            [TEXT_PEOPLE_UNKNOWN] = "Number of people unknown",
            [TEXT_CAPACITY_ONE] = "{a}" NBSP "person at most",
            [TEXT_CAPACITY_MANY] = "{a}" NBSP "people at most",
            [TEXT_WHY_NEVER_ONE] = "Sensor {a} has not spoken yet",
            [TEXT_WHY_NEVER_MANY] = "{b}" NBSP "sensors of {a} have not spoken yet",
            [TEXT_WHY_SILENT_ONE] = "Sensor {a} has gone silent",
            [TEXT_WHY_SILENT_MANY] = "{b}" NBSP "sensors of {a} have gone silent",
            [TEXT_WHY_LOST_ONE] = "The link to sensor {a} is lost",
            [TEXT_WHY_LOST_MANY] = "The link to {b}" NBSP "sensors of {a} is lost",
            [TEXT_WHY_ABSENT_ONE] = "Sensor {a} is missing on its board",
            [TEXT_WHY_ABSENT_MANY] = "{b}" NBSP "sensors are missing on board {a}",
            [TEXT_WHY_FAULTED_ONE] = "Sensor {a} cannot measure",
            [TEXT_WHY_FAULTED_MANY] = "{b}" NBSP "sensors of {a} cannot measure",
            [TEXT_WHY_SUSPECT_ONE] = "Sensor {a} says free and is not believed",
            [TEXT_WHY_SUSPECT_MANY] = "{b}" NBSP "sensors of {a} say free and are not believed",
            [TEXT_WHY_CONTESTED] = "Two boards call themselves {a}: neither is believed",
            [TEXT_WHY_SINCE] = ", since {a}",
            [TEXT_WHY_BECAUSE] = ": {a}",
            [TEXT_HEALTH_SILENT] =
                "{a} says nothing though the place is open: look whether its board "
                "has power and network",
            [TEXT_HEALTH_CHATTERING] = "{a} changes faster than people do, it is not believed when "
                                       "it says free: look for a loose wire or a worn switch",
            [TEXT_HEALTH_STUCK] = "{a} has been in use without a break for longer than is usual: "
                                  "look whether something lies on it, or whether it is stuck",
            [TEXT_HEALTH_TAKEN_CLOSED] =
                "{a} is in use though the place has been closed for hours: "
                "take away what lies on it, or look for a cut wire",
            [TEXT_HEALTH_NEVER_USED] =
                "{a} is never used though the others are, it is not believed when it says free: "
                "try "
                "it, and if the page does not say taken, look at switch and wire",
            [TEXT_HEALTH_ONE_WAY] =
                "{a} counts all passages of a day in one direction: look at both "
                "beams of the door, and whether they are the right way round",
            [TEXT_HEALTH_NOBODY] = "People come into {a} and no seat or room of it is ever used, "
                                   "none is believed when "
                                   "it says free: try some, and look at their board and its wiring",
            [TEXT_ROOM_SEES] = "Motion since {a}",
            [TEXT_ROOM_SAW] = "Last motion: {a}",
            [TEXT_ROOM_LIKELY] = " (in use with at least {a}%)",
            [TEXT_ROOM_DOOR_KEEPS] = "Door closed since {a}, with somebody inside",
            [TEXT_ROOM_SILENT] = "No motion since {a}",
            [TEXT_ROOM_NEVER] = "No motion seen so far",
            [TEXT_ROOM_DOOR_LEFT] = "Door closed ({a}), no motion behind it since",
            [TEXT_ROOM_DOOR_LOST] = "The door is silent since {a}, when somebody was inside",
            [TEXT_ROOM_WATCHED_BRIEF] = "Not watched for long enough to know",
            [TEXT_READ_UNTIL] = "Read at {a}, holds until {b}",
            [TEXT_READ] = "Read at {a}",
            [TEXT_DAY] = "{a}, time zone {b}",
            [TEXT_SKIP] = "Go to the seats",
            [TEXT_LANGUAGES] = "Language",
            [TEXT_ZONES] = "The spaces",
            [TEXT_CONTAINED] = "In {a}",
            [TEXT_SIMULATED] = "Simulated time.",
            [TEXT_SIMULATED_MORE] = "This is a demonstration, the times shown are not the world’s.",
            [TEXT_LIVE] = "Live",
            [TEXT_WAITING] = "Updating…",
            [TEXT_LOST] = "Connection lost, trying again.",
            [TEXT_OLD] = "These figures are old: read at {a}, they may have changed.",
            [TEXT_OLD_WORD] = "Old",
            [TEXT_NO_SCRIPT] = "This page does not update by itself.",
            [TEXT_READ_AGAIN] = "Read again now",
            [TEXT_GUIDE] = "How to read this page",
            [TEXT_GUIDE_FREE] = "free: the sensor sees it, and has for long enough",
            [TEXT_GUIDE_HELD] = "held: left a moment ago, kept for a while",
            [TEXT_GUIDE_BUSY] = "nearly full, or a room in use",
            [TEXT_GUIDE_FULL] = "taken, or full",
            [TEXT_GUIDE_UNKNOWN] = "unknown: a sensor does not answer; never counted as free",
            [TEXT_NOBODY_WATCHED] =
                "Sensors count seats and passages: no image, no name, no phone.",
            [TEXT_AS_JSON] = "These figures as JSON",
            [TEXT_ALARM_BOARD] = "{a} has not been heard of for {b} min",
            [TEXT_ALARM_BOARD_ENDED] = "{a} is heard of again",
            [TEXT_ALARM_BOARD_MORE] = "Its sensors are unknown on the page. Look at its power and "
                                      "its network; its events "
                                      "wait on the board and come when it is back.",
            [TEXT_ALARM_COVERAGE] = "Only {b}% of the sensors are heard",
            [TEXT_ALARM_COVERAGE_ENDED] = "{b}% of the sensors are heard again",
            [TEXT_ALARM_COVERAGE_MORE] =
                "What nobody observes is missing in the history and in the reports. The address "
                "/healthz on the machine of the place tells which sensors, and why.",
            [TEXT_ALARM_FILLING] = "{a} is at {b}% of its capacity",
            [TEXT_ALARM_FILLING_ENDED] = "{a} is down to {b}% of its capacity",
            [TEXT_ALARM_FILLING_MORE] =
                "This is an estimate of cheap sensors and no safety device: count on the spot.",
            [TEXT_ALARM_FULL] = "{a} has reached its capacity: {b}%",
            [TEXT_ALARM_FULL_ENDED] = "{a} is below its capacity again: {b}%",
            [TEXT_ALARM_FULL_MORE] = "Nobody more should go in. This is an estimate of cheap "
                                     "sensors and no safety device: "
                                     "count on the spot.",
            [TEXT_ALARM_BACKUP] = "The backup of the history is overdue",
            [TEXT_ALARM_BACKUP_ENDED] = "The history is backed up again",
            [TEXT_ALARM_BACKUP_MORE] =
                "See whether the disk of the backups is there, then run: lampion backup --config "
                "/etc/lampion/lampion.yaml",
            [TEXT_ALARM_DISK] = "Only {b}% of the disk of the history is left",
            [TEXT_ALARM_DISK_ENDED] = "The disk of the history has room again: {b}%",
            [TEXT_ALARM_DISK_MORE] =
                "When it is full nothing is recorded any more, the boards keep their events. Make "
                "room.",
            [TEXT_ALARM_AGAIN] = "Still: ",
            [TEXT_ALARM_FOOT] =
                "Lampion, {a}. At most one message in half an hour and for a subject.",
            [TEXT_NOT_FOUND] = "This address leads nowhere",
            [TEXT_NOT_FOUND_MORE] = "The page may have moved.",
            [TEXT_NOT_READY] = "No figures yet",
            [TEXT_NOT_READY_MORE] = "The system is starting and waits for word from the sensors. "
                                    "Try again in a moment.",
            [TEXT_NOT_PUBLIC] = "This place shows itself to its members only",
            [TEXT_NOT_PUBLIC_MORE] = "Ask the people who look after it for the address.",
            [TEXT_TO_PAGE] = "See the free seats",
        },
};
