#include "agent/maker/holder.h"

#include "hw/survey.h"
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The name of a process, as everybody may read it. */
static bool read_name(const char *pid, char name[33])
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    FILE *file = fopen(path, "re");
    bool read = file && fgets(name, 33, file);
    if (file)
        fclose(file);
    if (read)
        name[strcspn(name, "\n")] = 0;
    return read;
}

/* Whether it has a line of a chip open: a request is the kernel's "anon_inode:gpio-line" (or
 * [gpio-event], gpio-linehandle of old). -1: not to be seen. */
static int has_lines(const char *pid)
{
    char path[300], target[128];
    snprintf(path, sizeof path, "/proc/%.20s/fd", pid);
    DIR *folder = opendir(path);
    int found = folder ? 0 : -1;
    for (struct dirent *entry; found == 0 && (entry = readdir(folder));) {
        snprintf(path, sizeof path, "/proc/%.20s/fd/%.200s", pid, entry->d_name);
        ssize_t length = readlink(path, target, sizeof target - 1);
        target[length > 0 ? length : 0] = 0;
        found = strncmp(target, "anon_inode:", 11) == 0 && strstr(target, "gpio");
    }
    if (folder)
        closedir(folder);
    return found;
}

/* The process that has lines open; else, of those that hide it, one of the name that the kernel
 * has for the line. */
static void find_process(struct holder *holder)
{
    DIR *folder = opendir("/proc");
    pid_t likely = 0;
    char name[33];
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        pid_t pid = isdigit((unsigned char)entry->d_name[0]) ? (pid_t)atoi(entry->d_name) : 0;
        if (pid == 0 || pid == getpid() || !read_name(entry->d_name, name))
            continue;
        int has = has_lines(entry->d_name);
        bool alike = strcmp(name, holder->user) == 0;
        if (has > 0 && (alike || holder->pid == 0)) {
            holder->pid = pid;
            memcpy(holder->name, name, sizeof name);
            if (alike)
                break;
        } else if (has < 0 && alike) {
            likely = pid;
        }
    }
    if (folder)
        closedir(folder);
    if (holder->pid == 0 && likely) {
        holder->pid = likely;
        memcpy(holder->name, holder->user, sizeof holder->name);
    }
}

void holder_of_line(const char *user, size_t request, struct holder *holder)
{
    *holder = (struct holder){.request = request, .is_ours = strcmp(user, BANK_CONSUMER) == 0};
    snprintf(holder->user, sizeof holder->user, "%s", *user ? user : "the kernel");
    if (*user)
        find_process(holder);
}

bool holder_find(const struct agent_config *config, struct holder *holder)
{
    struct lines_config lines = agent_config_lines(config);
    char why[LINES_WHY_MAX];
    size_t i = config->request_count;
    if (config->lines.source != AGENT_LINES_GPIO)
        return false;
    struct survey_line *rows = calloc(config->request_count, sizeof *rows);
    if (rows && survey_lines(&lines, rows, why) == 0)
        for (i = 0; i < config->request_count && (rows[i].err || !rows[i].used);)
            i++;
    bool found = i < config->request_count;
    if (found)
        holder_of_line(rows[i].user, i, holder);
    free(rows);
    return found;
}

void holder_name(const struct holder *holder, char text[96])
{
    if (holder->pid && strcmp(holder->name, holder->user) != 0)
        snprintf(text, 96, "\"%s\" (%s, pid %d)", holder->user, holder->name, (int)holder->pid);
    else if (holder->pid)
        snprintf(text, 96, "%s (pid %d)", holder->user, (int)holder->pid);
    else
        snprintf(text, 96, "%s", holder->user);
}

void holder_explain(const struct agent_config *config, enum tongue tongue, struct why *why)
{
    struct holder holder;
    char name[96];
    if (!holder_find(config, &holder))
        return;
    holder_name(&holder, name);
    size_t used = strlen(why->text);
    FILE *out = fmemopen(why->text + used, sizeof why->text - used, "w");
    if (!out)
        return;
    fputs("; ", out);
    tongue_write(out, tongue, holder.is_ours ? SAID_HELD_OUR : SAID_HELD, name, "");
    putc(0, out);
    fclose(out);
    why->text[sizeof why->text - 1] = 0;
}
