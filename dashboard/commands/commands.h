/* The commands of `lampion`, one file each: argv[0] is the command's name, the result is the
 * exit code (see agent/common/command.h). */
#ifndef LAMPION_COMMANDS_H
#define LAMPION_COMMANDS_H

int command_status(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_check(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_place(int argc, char **argv);
int command_fact(int argc, char **argv);
int command_import(int argc, char **argv);
int command_count(int argc, char **argv);
int command_history(int argc, char **argv);
int command_ingest(int argc, char **argv);
int command_report(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_enroll(int argc, char **argv);
int command_revoke(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_check_store(int argc, char **argv);
int command_user(int argc, char **argv);
int command_token(int argc, char **argv);
int command_papers(int argc, char **argv);
int command_clock(int argc, char **argv);

#endif
