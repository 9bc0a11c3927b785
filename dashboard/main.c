/* lampion: the program at the desk. Each command is a file of dashboard/commands. */
#include "agent/common/command.h"
#include "dashboard/commands/commands.h"

static const struct command commands[] = {
    {"serve", "--config lampion.yaml", "collect, keep the history, serve the page", command_serve},
    {"status", "--config lampion.yaml [--json]", "the place in the terminal", command_status},
    {"check", "--config lampion.yaml [--place place.yaml]", "validate the files", command_check},
    {"doctor", "--config lampion.yaml [--seconds N]",
     "sensors heard on the broker, and the lines that make them part of the place", command_doctor},
    {"place", "apply place.yaml [--from DATE] | diff place.yaml | show",
     "the description of the place in the store", command_place},
    {"fact", "add | list | retract ID --config lampion.yaml",
     "what people know: closures, events, lent seats", command_fact},
    {"count", "--config lampion.yaml ZONE PEOPLE", "a head count by a person", command_count},
    {"import", "holidays FILE.csv --config lampion.yaml", "school holidays into the history",
     command_import},
    {"replay", "--place place.yaml --db H.db E.jsonl...", "a past from files into a history",
     command_replay},
    {"history", "--config lampion.yaml --zone Z --from DATE --to DATE [--step 15m|1h|1d]",
     "the history of a zone as CSV", command_history},
    {"report", "--config lampion.yaml --period P --format F -o FILE|DIR",
     "the figures of a period, with what they rest on", command_report},
    {"papers", "--config lampion.yaml -o DIR",
     "poster, privacy notice, register entry, impact assessment, to print", command_papers},
    {"ingest", "--config lampion.yaml OUTBOX.db...", "a board's outbox, carried by hand",
     command_ingest},
    {"enroll", "AGENT --config lampion.yaml -o FILE",
     "a credential for an agent, or for the broker", command_enroll},
    {"revoke", "AGENT --config lampion.yaml", "take an agent's credential back", command_revoke},
    {"user", "add NAME | reset NAME | disable NAME | list --config lampion.yaml",
     "people with access to the organisers' desk", command_user},
    {"token", "add WHAT-FOR | revoke ID | list --config lampion.yaml",
     "keys of programs, and members' links", command_token},
    {"backup", "--config lampion.yaml [FILE]", "a copy of the history, also while it is written",
     command_backup},
    {"restore", "--config lampion.yaml FILE", "a backup in the place of the history",
     command_restore},
    {"check-store", "--config lampion.yaml", "whether the history, or a backup, is whole",
     command_check_store},
    {"clock", "[--start UTC] [--speed X]", "a simulated clock for --clock, for demos and tests",
     command_clock},
    {0},
};

int main(int argc, char **argv)
{
    return command_main("lampion", commands, argc, argv);
}
