/* What lampion-agent can be told to do: one file a command. */
#ifndef LAMPION_AGENT_COMMANDS_COMMANDS_H
#define LAMPION_AGENT_COMMANDS_COMMANDS_H

#include "agent/common/command.h"

int command_run(int argc, char **argv);
int command_check(int argc, char **argv);
int command_enroll(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_record(int argc, char **argv);
int command_replay(int argc, char **argv);

#endif
