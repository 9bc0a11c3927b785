#include "agent/commands/commands.h"

#include "agent/common/credential.h"
#include "agent/common/file.h"
#include "agent/common/time.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define FOLDER "/etc/lampion-agent"

/* Reads, checks and copies it as one text, so that what was checked is what is installed. */
static int install(const char *file, const char *folder, struct credential *credential,
                   char path[512], struct why *why)
{
    char *text = file_read(file, CREDENTIAL_FILE_MAX, why);
    if (!text)
        return -errno;
    struct lampion_clock clock = clock_real();
    int error = credential_parse(credential, file, text, why);
    if (!error && credential_ends(credential, clock_wall_ms(&clock), why) < 0)
        error = -EKEYEXPIRED;
    if (!error && !strcmp(credential->agent, CREDENTIAL_COLLECTOR))
        error = why_set(why, EINVAL, "%s: is the collector's, to be named in lampion.yaml", file);
    if (!error && snprintf(path, 512, "%s/credential", folder) >= 512)
        error = why_set(why, ENAMETOOLONG, "%.80s…: too long a path", folder);
    if (!error && mkdir(folder, 0755) < 0 && errno != EEXIST)
        error = why_set(why, errno, "%s: cannot be made: %s; as root?", folder, strerror(errno));
    if (!error)
        error = file_write(path, text, 0600, why);
    file_forget(text);
    return error;
}

static void tell(const struct credential *credential, const char *file, const char *path)
{
    char until[TIME_TEXT_MAX];
    printf("%s: installed", path);
    if (credential->until_ms != TIME_NEVER) {
        time_format_s(credential->until_ms, until);
        printf(", holds until %s", until);
    }
    printf("\nIn agent.yaml:\n  place: %s\n  agent: %s\n  broker: {uri: \"%s\", credential: %s}\n",
           credential->place, credential->agent,
           credential->broker[0] ? credential->broker : "mqtts://HOST:8883", path);
    printf("Then start lampion-agent again, and delete %s: it is secret.\n", file);
}

int command_enroll(int argc, char **argv)
{
    const char *folder = FOLDER;
    const struct command_option options[] = {
        {"to", "DIR", "where it is installed (standard: " FOLDER ")", &folder, false},
        {0},
    };
    int count;
    int answer = command_options(options, "FILE [--to DIR]", argc, argv, &count);
    if (answer != 0)
        return answer > 0 ? EXIT_DONE : EXIT_USAGE;
    if (count != 1) {
        fprintf(stderr, "enroll: expected the file that lampion enroll wrote; see lampion-agent "
                        "enroll --help\n");
        return EXIT_USAGE;
    }
    struct credential credential = {.until_ms = 0};
    struct why why;
    char path[512];
    int error = install(argv[1], folder, &credential, path, &why);
    if (error)
        fprintf(stderr, "enroll: %s\n", why.text);
    else
        tell(&credential, argv[1], path);
    credential_clear(&credential);
    return !error                                      ? EXIT_DONE
           : error == -EINVAL || error == -EKEYEXPIRED ? EXIT_USAGE
                                                       : EXIT_FAILED;
}
