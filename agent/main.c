/* lampion-agent: reads the sensors of one board and says what it sees. */
#include "agent/commands/commands.h"

static const struct command commands[] = {
    {"run", "--config agent.yaml", "the daemon on the board", command_run},
    {"check", "--config agent.yaml", "validates the file and its lines", command_check},
    {"doctor", "[--config agent.yaml]", "what is wrong here, and what to do", command_doctor},
    {"watch", "--config agent.yaml", "levels and events live, in the terminal", command_watch},
    {"record", "--config agent.yaml -o T.csv", "edges of the lines to a trace", command_record},
    {"replay", "--config agent.yaml T.csv", "a trace to events, in virtual time", command_replay},
    {"enroll", "FILE", "takes the credential that lampion enroll wrote", command_enroll},
    {0},
};

int main(int argc, char **argv)
{
    return command_main("lampion-agent", commands, argc, argv);
}
