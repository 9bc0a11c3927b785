/* Who holds the lines that a configuration wants: the name the kernel knows, and the process. */
#ifndef LAMPION_AGENT_MAKER_HOLDER_H
#define LAMPION_AGENT_MAKER_HOLDER_H

#include "agent/config.h"
#include "agent/maker/tongue.h"
#include <sys/types.h>

struct holder {
    size_t request; /* the first line that is held */
    char user[33];  /* as the kernel names it; "the kernel" where it has no name */
    bool is_ours;   /* a lampion-agent */
    pid_t pid;      /* 0: not to be seen (another user's process) */
    char name[33];  /* of the process */
};

/* True: another holds one of the lines. False for a trace. */
bool holder_find(const struct agent_config *config, struct holder *holder);
/* The process behind the name that the kernel has for a line's holder ("": the kernel itself). */
void holder_of_line(const char *user, size_t request, struct holder *holder);
/* "lampion-agent (pid 812)". */
void holder_name(const struct holder *holder, char text[96]);

/* Adds to the reason for which lines could not be opened who has them and what helps, if that is
 * it. */
void holder_explain(const struct agent_config *config, enum tongue tongue, struct why *why);

#endif
