#include "dashboard/access/broker_files.h"
#include "agent/common/credential.h"
#include "agent/common/file.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_agent(FILE *out, const char *verb, const char *place, const char *agent)
{
    static const enum topic_leaf says[] = {TOPIC_HELLO, TOPIC_STATE, TOPIC_EVENTS};
    static const char *const names[] = {"hello", "state", "events"};
    for (size_t i = 0; i < sizeof says / sizeof *says; i++)
        fprintf(out, "%s write lampion/1/%s/agents/%s/%s\n", verb, place, agent, names[i]);
    fprintf(out, "%s read lampion/1/%s/agents/%s/ack\n", verb, place, agent);
}

static void write_collector(FILE *out, const char *place)
{
    fprintf(out,
            "topic read lampion/1/%s/agents/+/hello\n"
            "topic read lampion/1/%s/agents/+/state\n"
            "topic read lampion/1/%s/agents/+/events\n"
            "topic write lampion/1/%s/agents/+/ack\n"
            "topic write lampion/1/%s/zones/+\n"
            "topic write lampion/1/%s/status\n"
            "topic readwrite lampion/1/%s/pulse\n",
            place, place, place, place, place, place, place);
}

void broker_files_user(FILE *out, const char *place, const char *agent, const char *user)
{
    fprintf(out, "user %s\n", user);
    if (agent)
        write_agent(out, "topic", place, agent);
    else
        write_collector(out, place);
}

void broker_files_topics(FILE *out, const char *const *topics)
{
    for (; topics && *topics; topics++)
        fprintf(out, "topic read %s\n", *topics);
}

static void write_access(FILE *out, const struct broker_files *files)
{
    fprintf(out,
            "# Who may say and hear what. Written by lampion enroll --broker.\n"
            "# %%u is the name in a client's certificate: an agent has its own topics only.\n");
    write_agent(out, "pattern", files->place, "%u");
    fprintf(out, "\n");
    broker_files_user(out, files->place, NULL, CREDENTIAL_COLLECTOR);
    broker_files_topics(out, files->topics);
}

static void write_listener(FILE *out, const struct broker_files *files)
{
    fprintf(
        out,
        "# The broker of the place, for mosquitto 2. Written by lampion enroll --broker: what is\n"
        "# changed here is lost at the next time. Other listeners keep rules of their own:\n"
        "per_listener_settings true\n\n"
        "# Agents keep their events until the collector has them on disk: nothing needs to wait\n"
        "# here but one message of each when all come back at once, and one board that went wild\n"
        "# must not take the memory. A message is 64 KiB at most.\n"
        "max_packet_size 69632\n"
        "max_queued_messages 10000\n"
        "max_queued_bytes 134217728\n"
        "memory_limit 268435456\n"
        "max_inflight_messages 20\n"
        "max_keepalive 300\n"
        "set_tcp_nodelay true\n\n"
        "# Boards and the collector, each with a certificate of its own, and nobody else.\n"
        "listener %d%s%s\n"
        "cafile %s/authority.pem\n"
        "certfile %s/broker.pem\n"
        "keyfile %s/broker.key\n"
        "crlfile %s/revoked.pem\n"
        "require_certificate true\n"
        "use_identity_as_username true\n"
        "# Nobody takes the session of another by its client id:\n"
        "use_username_as_clientid true\n"
        "allow_anonymous false\n"
        "acl_file %s/acl\n",
        files->port, *files->address ? " " : "", files->address, files->folder, files->folder,
        files->folder, files->folder, files->folder);
}

/* mosquitto reads its files after it has become its own user. */
static int give_away(const char *path, struct why *why)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam("mosquitto") : NULL;
    if (user && chown(path, user->pw_uid, user->pw_gid) < 0)
        return why_set(why, errno, "%s: cannot be given to the user mosquitto: %s", path,
                       strerror(errno));
    return 0;
}

static int write_file(const char *folder, const char *name, const char *text, struct why *why)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int error = file_write(path, text, 0600, why);
    return error ? error : give_away(path, why);
}

static int write_made(const struct broker_files *files, const char *name,
                      void (*make)(FILE *, const struct broker_files *), struct why *why)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return why_set(why, ENOMEM, "out of memory");
    make(out, files);
    int error = fclose(out) ? why_set(why, ENOMEM, "out of memory")
                            : write_file(files->folder, name, text, why);
    free(text);
    return error;
}

int broker_files_write(const struct broker_files *files, struct why *why)
{
    const char *const texts[][2] = {{"authority.pem", files->authority},
                                    {"revoked.pem", files->revoked},
                                    {"broker.pem", files->certificate},
                                    {"broker.key", files->key}};
    if (mkdir(files->folder, 0700) < 0 && errno != EEXIST)
        return why_set(why, errno, "%s: cannot be made: %s", files->folder, strerror(errno));
    int error = give_away(files->folder, why);
    for (size_t i = 0; !error && i < sizeof texts / sizeof *texts; i++)
        error = write_file(files->folder, texts[i][0], texts[i][1], why);
    if (!error)
        error = write_made(files, "acl", write_access, why);
    return error ? error : write_made(files, "lampion.conf", write_listener, why);
}

int broker_files_revoke(const char *folder, const char *revoked, struct why *why)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/lampion.conf", folder);
    if (access(path, F_OK) < 0)
        return why_set(why, errno,
                       "%s: %s: the broker does not know yet what is revoked; bring the folder "
                       "back, or lampion enroll --broker again",
                       path, strerror(errno));
    return write_file(folder, "revoked.pem", revoked, why);
}
